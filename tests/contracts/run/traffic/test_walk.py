"""Tests of walking along links."""

from contextlib import closing

from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.traffic import walk as module
from contracts.run.traffic.live_side import open_session
from contracts.run.traffic.settings import LearnSettings
from contracts.run.traffic.walk import bare_target, links_of, own_document, walk
from tests.contracts.live import Reply, serve
from tests.contracts.traffic import exchange

PAGES = {
    "/api": {"orders": "/api/orders", "logout": "/api/logout", "far": "https://else.example/x"},
    "/api/orders": {"items": [{"href": f"/api/orders/{n}"} for n in range(9)], "next": "?page=2"},
}


def walked(answer, path="/api", **options):
    """Return the targets of a walk through a server, its requests, and the notes."""
    notes: list[str] = []
    with serve(answer) as server:
        target, _ = bare_target(server.url)
        settings = LearnSettings(**options)
        session = open_session(target, settings, SystemClock(), Interruption())
        with closing(session.transport):
            found = [each.request.target for each in walk(session, path, notes)]
        return found, [seen for seen in server.seen if seen.target != "/"], notes


def test_links_of_the_same_server_are_followed_politely():
    """A few of each kind, none that could do something, none to another server."""
    answer = lambda seen: Reply(body=PAGES.get(seen.target, {"id": 1}))  # noqa: E731 - short
    found, requests, _ = walked(answer)

    assert found == ["/api", "/api/orders", *[f"/api/orders/{n}" for n in range(4)]]
    assert {seen.method for seen in requests} == {"GET"}


def test_a_walk_is_bounded(monkeypatch):
    """However many links there are."""
    monkeypatch.setattr(module, "MAX_REQUESTS", 5)

    def endless(seen):
        return Reply(body=[f"{seen.target}{c}" for c in "abc"])

    found, _, notes = walked(endless, "/x")

    assert len(found) == 5
    assert notes == ["The walk ended after 5 requests; 11 links are left."]


def test_credentials_are_sent():
    """Those of `--header`."""
    _, requests, _ = walked(lambda _: Reply(body={}), headers=(("X-Key", "k"),))

    assert requests[-1].header("X-Key") == "k"


def test_links_are_in_headers_and_bodies():
    """`Link`, `Location`, HAL; templates and scripts are no links."""
    found = links_of(
        exchange(
            "/a",
            {"_links": {"self": {"href": "/b"}}, "t": "/c/{id}", "u": "javascript:x", "v": "//h/x"},
            headers=(
                ("Content-Type", "application/json"),
                ("Link", '<?page=2>; rel="next"'),
                ("Location", "https://shop.example/d#e"),
            ),
        )
    )

    assert list(found) == ["/a?page=2", "/d", "/b"]


def test_a_document_that_a_server_offers_is_found():
    """At one of the usual places."""

    def answer(seen):
        if seen.target == "/v3/api-docs":
            return Reply(body={"openapi": "3.0.3"})
        return Reply(status=404, body={})

    with serve(answer) as server:
        target, _ = bare_target(server.url)
        session = open_session(target, LearnSettings(), SystemClock(), Interruption())
        with closing(session.transport):
            assert own_document(session) == ("/v3/api-docs", b'{"openapi": "3.0.3"}')
