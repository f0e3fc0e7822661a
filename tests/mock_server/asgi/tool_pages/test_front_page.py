"""What a browser gets at the root."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

BROWSER = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
ROOT = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /: {get: {responses: {"200": {description: ok, content: {text/html: {example: own}}}}}}
"""


@pytest.mark.parametrize("has_fast_path", [True, False])
def test_browser_at_the_root_is_sent_to_the_console(packaged, has_fast_path):
    """Opening the mock's address shows the console; the address is valid below a prefix."""
    app = create_app(packaged, Settings(has_fast_path=has_fast_path))
    answer = ask(app, "/", BROWSER)
    in_session = ask(app, "/__session/tab-1/", BROWSER)

    assert (answer.status, answer.header("location")) == (302, "__console/")
    assert in_session.header("location") == "../../__console/?session=tab-1"
    assert ("vary", "Accept") in answer.headers


@cases(
    "target, method, headers",
    {
        "curl": ("/", "GET", [("Accept", "*/*")]),
        "program": ("/", "GET", [("Accept", "application/json")]),
        "no-accept": ("/", "GET", []),
        "refuses-html-by-name-only": ("/", "GET", [("Accept", "text/htmlx")]),
        "post": ("/", "POST", [BROWSER]),
        "other-path": ("/nothing", "GET", [BROWSER]),
    },
)
def test_others_get_the_problem(app, target, method, headers):
    """A client that does not want HTML, or not the root, is answered as before."""
    assert ask(app, target, *headers, method=method).status == 404


def test_documents_own_root_is_served(tmp_path):
    """A document that describes `/` answers there, whatever the browser accepts."""
    path = tmp_path / "t.yaml"
    path.write_text(ROOT)
    answer = ask(create_app(load_contracts([path]), Settings()), "/", BROWSER)

    assert (answer.status, answer.body) == (200, b"own")
