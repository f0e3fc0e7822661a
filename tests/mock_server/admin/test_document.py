"""The admin API's own document."""

import re
from urllib.parse import urljoin

import pytest
import yaml

from mock_server.admin.document import admin_contract, document_file
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask


def test_document_can_be_loaded_like_any_other():
    """`--spec` takes the file, its rules and schemas included."""
    (contract,) = load_contracts([document_file()])

    assert contract.api == "admin"
    assert repr(contract.operations) == repr(admin_contract().operations)


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_document_is_served(app, suffix):
    """The running mock serves it together with the documents of the imitated APIs."""
    answer = ask(app, f"/__openapi/admin.{suffix}")

    assert answer.status == 200
    assert yaml.safe_load(answer.body)["paths"].keys() >= {"/__admin/requests", "/__admin/verify"}


def test_document_is_not_served_without_an_admin_side(packaged):
    """If the admin API is switched off, its document is not served."""
    app = create_app(packaged, Settings(is_admin_on=False))

    assert ask(app, "/__openapi/admin.yaml").status == 404
    assert ask(app, "/__docs/admin").status == 404


def test_document_can_be_read_and_tried_out_by_people(app):
    """A page shows the document, and loads only what the mock serves."""
    page, script = ask(app, "/__docs/admin"), ask(app, "/__docs/admin/start.js")
    found = re.findall(r'(?:src|href)="([^"]+)"', page.body.decode())
    loaded = [urljoin("/__docs/admin", name) for name in found]

    assert b'"url":"../../__openapi/admin.json"' in script.body
    assert "/__docs/admin/start.js" in loaded
    assert [ask(app, path).status for path in loaded] == [200] * 7


def test_every_operation_may_be_refused():
    """Each operation documents its success, and its problems."""
    for operation in admin_contract().operations:
        assert operation.success is not None
        assert operation.response_for(403) is not None
        assert operation.response_for(500) is None
