"""The tool's own pages."""

import asyncio
import json
import threading

import pytest

from mock_server.asgi.tool_pages.tool_pages import ToolPages
from mock_server.http.problems import ToolProblem
from mock_server.http.responses import prepare_response
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask


@pytest.fixture
def made():
    """The names of the pages that have been made."""
    return []


@pytest.fixture
def pages(made):
    """Two pages that record when they are made."""

    def maker(name):
        def make():
            made.append(name)
            return prepare_response(200, media_type="text/plain", body=name.encode())

        return make

    return ToolPages({name: maker(name) for name in ("/__one", "/__one/inner")})


@pytest.mark.parametrize("path", [b"/__one", b"/__one/"], ids=["plain", "trailing-slash"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_page_is_found(pages, method, path):
    """A page is read at its path, with or without a slash at the end."""
    assert pages.respond(method, path).body == b"/__one"


@cases(
    "path, near",
    {
        "page": (b"/__oen", "/__one"),
        "inner": (b"/__one/iner", "/__one/inner"),
        "session": (b"/__sesion/tab-1/pets/7", "/__session/tab-1/pets/7"),
        "session-without-a-name": (b"/__session", "/__session/NAME"),
        "admin": (b"/__admn/requests", "/__admin/requests"),
        "console": (b"/__consle", "/__console"),
        "long": (b"/__sesion/" + b"a" * 5000, None),
    },
)
def test_misspelt_path_of_the_mock_names_the_nearest(pages, path, near):
    """Pages, sessions, the admin API and the console are found, with what follows them."""
    with pytest.raises(ToolProblem) as raised:
        pages.respond("GET", path)

    problem = json.loads(raised.value.response().body)
    assert problem.get("nearest") == near
    assert near is None or f"did you mean {near!r}?" in problem["detail"]
    assert len(problem["detail"]) < 600


def test_page_is_made_once(pages, made):
    """Pages are made when they are first requested, and cached."""
    before = [*made]
    pages.respond("GET", b"/__one")
    pages.respond("GET", b"/__one")

    assert (before, made) == ([], ["/__one"])


def test_a_slow_page_is_made_when_it_is_sent(made):
    """Others are answered while a page is made that takes long; it is made once."""
    slow = threading.Event()

    def make():
        slow.wait(10)
        made.append("page")
        return prepare_response(200, media_type="text/plain", body=b"page")

    pages = ToolPages({"/__a": make}, slow=["/__a"])

    async def ask():
        sent = []
        task = asyncio.create_task(pages.respond("GET", b"/__a").send(_collector(sent)))
        await asyncio.sleep(0.01)
        before = [*made]
        slow.set()
        await task
        await pages.respond("GET", b"/__a").send(_collector(sent))
        return before, sent

    before, sent = asyncio.run(ask())
    assert (before, made) == ([], ["page"])
    assert [each["body"] for each in sent if "body" in each] == [b"page", b"page"]


def _collector(sent):
    async def send(message):
        sent.append(message)

    return send


def test_options_names_the_methods_of_a_page(pages):
    """OPTIONS on a page answers with its methods."""
    answer = pages.respond("OPTIONS", b"/__one")

    assert (answer.status, answer.headers) == (204, ((b"allow", b"GET, HEAD, OPTIONS"),))


def test_pages_cannot_be_written(pages):
    """Another method is refused with the ones that are allowed."""
    with pytest.raises(ToolProblem) as raised:
        pages.respond("POST", b"/__one")

    assert raised.value.status == 405
    assert raised.value.headers == ((b"allow", b"GET, HEAD, OPTIONS"),)


@pytest.mark.parametrize("path", [b"/__on", b"/__one/..", b"/__one/%2e%2e", b"/__\xff"])
def test_unknown_page_is_said(pages, path):
    """An unknown page is a problem that lists the pages."""
    with pytest.raises(ToolProblem) as raised:
        pages.respond("GET", path)

    assert raised.value.status == 404
    assert "/__one" in raised.value.available


@pytest.mark.parametrize(
    ("path", "location"),
    [(b"/__a/", b"../__a"), (b"/__a//", b"../../__a"), (b"/__a/b/", b"../b")],
)
def test_slash_behind_a_page_is_taken_away(path, location):
    """A page with relative URLs redirects if the path has a slash at the end."""
    html = prepare_response(200, media_type="text/html; charset=utf-8", body=b"<p>")
    pages = ToolPages({"/__a": lambda: html, "/__a/b": lambda: html})
    answer = pages.respond("GET", path)

    assert (answer.status, dict(answer.headers)[b"location"]) == (308, location)


def test_who_follows_the_fault_redirect_reads_what_happened(app):
    """The 404 behind the redirect names the fault, not a misspelt page of the mock."""
    moved = ask(app, "/subscriptions/imports?__fault=redirect")
    answer = ask(app, moved.header("location"))

    assert (moved.status, answer.status) == (302, 404)
    assert "The fault 'redirect' leads here" in answer.json()["detail"]
