"""The applications around the operations, made when they are needed."""

import json

import pytest
import yaml

from mock_server.asgi.app import create_mock
from mock_server.asgi.building.applications import tool_pages
from mock_server.settings import Settings
from openapi.loading.document import load_contract
from tests.mock_server.asgi_client import ask

HOST = ("Host", "localhost")


@pytest.mark.parametrize("page", ["/__admin/health", "/__console/"])
def test_admin_side_that_is_off_says_so(packaged, page):
    """Without the admin API, its console is not there either, and both say why."""
    app = create_mock(packaged, Settings(is_admin_on=False)).app

    answer = ask(app, page, HOST)

    assert answer.status == 404
    assert "--admin" in answer.json()["advice"]


def test_parts_answer_without_a_warm_up(packaged):
    """Whatever is asked first is made for the request."""
    targets = ["/__admin/health", "/__console/", "/__docs", "/__openapi", "/__setup", "/unknown"]
    mocks = [create_mock(packaged, Settings()) for _ in targets]

    answers = [ask(mock.app, each, HOST).status for mock, each in zip(mocks, targets, strict=True)]

    assert answers == [200, 200, 200, 200, 200, 404]


def body_of(page):
    """Return one of the pages of a mock that serves no documents."""
    return tool_pages([], Settings()).respond("GET", page.encode()).body


def test_document_is_served_in_both_formats():
    """YAML and JSON have the same document, with this mock as its first server."""
    as_yaml = yaml.safe_load(body_of("/__openapi/admin.yaml"))
    as_json = json.loads(body_of("/__openapi/admin.json"))

    assert as_yaml == as_json
    assert as_json["servers"][0] == {"url": "/", "description": "This mock server"}
    assert {path.split("/")[1] for path in as_json["paths"]} == {"__admin"}


def test_served_document_can_be_loaded(tmp_path):
    """The served document is a complete contract."""
    path = tmp_path / "admin.yaml"
    path.write_bytes(body_of("/__openapi/admin.yaml"))

    assert load_contract(path).api == "admin"


def test_viewer_shows_the_admin_document_alone():
    """`/__docs/admin` loads the admin document, and no imitated API's."""
    script = body_of("/__docs/admin/start.js").decode()

    assert '"url":"../../__openapi/admin.json"' in script
    assert script.count('"url":') == 1
    assert b'src="admin/start.js"' in body_of("/__docs/admin")
