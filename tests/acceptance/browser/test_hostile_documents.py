"""Texts of a document are shown in the console, and never run."""

import json

import pytest

from mock_server import MockServer, Settings
from openapi.json.pointers import escape
from openapi.loading.document import load_contracts

SCRIPT = "<img src=x onerror=\"window.ran='NAME'\"><script>window.ran='NAME'</script>"


def attack(name):
    """Return a text that would set `window.ran` if it were markup."""
    return f"{SCRIPT.replace('NAME', name)}\"'>{{{{7*7}}}}${{7*7}} javascript:alert(1)"


def hostile_document():
    """Return a document with such a text wherever it may have one."""
    schema = {
        "type": "object",
        "description": attack("description"),
        "properties": {
            attack("key"): {"type": "string", "enum": [attack("enum")], "x-discrepancy": "a.b"}
        },
        "required": [attack("key")],
    }
    answer = {
        "description": attack("answer"),
        "content": {
            "application/json": {
                "schema": schema,
                "examples": {
                    attack("name"): {
                        "summary": attack("summary"),
                        "value": {attack("key"): attack("enum")},
                    }
                },
            }
        },
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": attack("title"), "version": attack("version")},
        attack("mistake"): attack("found"),
        "paths": {
            "/clubs/{slug}": {
                "get": {
                    "operationId": attack("id"),
                    "summary": attack("operation"),
                    "parameters": [
                        {
                            "name": "slug",
                            "in": "path",
                            "required": True,
                            "description": attack("parameter"),
                            "schema": {"type": "string"},
                            "example": attack("slug"),
                        }
                    ],
                    "responses": {"200": answer},
                }
            }
        },
    }


@pytest.fixture(scope="module")
def mock(tmp_path_factory):
    """A mock of a hostile document, whose file name is hostile too."""
    path = tmp_path_factory.mktemp("hostile") / "<img src=x onerror=alert(1)>.yaml"
    path.write_text(json.dumps(hostile_document()), encoding="utf-8")
    with MockServer(Settings(port=0, specs=(path,)), contracts=load_contracts([path])) as server:
        yield server


@pytest.mark.parametrize("name", ["", "sessions", "faults", "journal", "reference"])
def test_texts_of_a_document_never_run(open_page, mock, name):
    """No title, name, description, example or slug becomes a script or an element."""
    mock._call(lambda controls: controls.ensure_session("tab"))  # noqa: SLF001
    watched = open_page(f"{name}?session=tab")
    page = watched.page
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.wait_for_timeout(300)  # for pictures that would fail to load
    # Swagger UI gives up a schema with a slash in a key, and says so.
    watched.expect("/vendor/swagger-ui")

    assert page.evaluate("window.ran") is None
    assert page.locator('#page img[src="x"], #page [onerror]').count() == 0


def test_texts_of_a_document_are_shown_as_they_are(open_page):
    """The first page shows the attack as text, in titles, names, fields and mistakes."""
    page = open_page().page
    page.wait_for_selector(".operation")
    shown = page.text_content("#page")

    for part in ("title", "operation", "name", "summary", "description", "enum", "mistake"):
        assert attack(part) in shown
    assert escape(attack("key")) in shown


@pytest.mark.parametrize(
    "query", ["session=<script>window.ran=1</script>", "session='\"><img src=x>"]
)
def test_name_of_a_session_in_the_address_never_runs(open_page, mock, query):
    """A link to the console cannot bring a script with it."""
    watched = open_page()
    watched.expect("400 (Bad Request)")  # of the refused calls
    watched.page.goto(f"{mock.url}/__console/sessions?{query}")
    watched.page.wait_for_selector(".notice, .sessions")

    assert watched.page.evaluate("window.ran") is None
    assert watched.page.locator("#page img, #page script").count() == 0
