"""The admin API documents itself: as YAML, as JSON, and in the viewer."""

import json

import yaml

from mock_server.asgi.pages.admin_pages import document_pages
from openapi.loading.document import load_contract

PAGES = document_pages()


def test_document_is_served_in_both_formats():
    """YAML and JSON have the same document, with this mock as its first server."""
    as_yaml = yaml.safe_load(PAGES["/__openapi/admin.yaml"]().body)
    as_json = json.loads(PAGES["/__openapi/admin.json"]().body)

    assert as_yaml == as_json
    assert as_json["servers"][0] == {"url": "/", "description": "This mock server"}
    assert {path.split("/")[1] for path in as_json["paths"]} == {"__admin"}


def test_served_document_can_be_loaded(tmp_path):
    """The served document is a complete contract."""
    path = tmp_path / "admin.yaml"
    path.write_bytes(PAGES["/__openapi/admin.yaml"]().body)

    assert load_contract(path).api == "admin"


def test_viewer_shows_the_admin_document_alone():
    """`/__docs/admin` loads the admin document, and no imitated API's."""
    script = PAGES["/__docs/admin/start.js"]().body.decode()

    assert '"url":"../../__openapi/admin.json"' in script
    assert script.count('"url":') == 1
    assert b'src="admin/start.js"' in PAGES["/__docs/admin"]().body
