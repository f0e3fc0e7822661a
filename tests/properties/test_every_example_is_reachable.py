"""Every named example of every operation can be requested, and is answered as documented."""

from pathlib import Path

import pytest

from mock_server.admin.contract_view.example_requests import example_request
from mock_server.asgi.app import create_app
from mock_server.http.preferences import Preference
from mock_server.settings import Settings
from openapi.loading.document import load_contract
from openapi.schema.examples import documented_examples
from tests.mock_server.asgi_client import ask
from tests.packaged import packaged_contracts

WAREHOUSE = Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"
CONTRACTS = [*packaged_contracts(), load_contract(WAREHOUSE)]
DOCUMENTED = [(each, found) for each in CONTRACTS for found in documented_examples(each)]


@pytest.fixture(scope="module")
def app():
    """A server of all the APIs."""
    return create_app(CONTRACTS, Settings())


def ask_for(app, contract, found, query, *headers):
    """Send the operation's example request with a preference."""
    request = example_request(contract, found.operation, preferences=tuple(query))
    return ask(
        app,
        request.target,
        *request.headers,
        *headers,
        method=request.method,
        chunks=[request.body],
    )


@pytest.mark.parametrize(
    ("contract", "found"),
    DOCUMENTED,
    ids=[f"{f.operation.id}-{f.response.status}-{f.example.name}" for _, f in DOCUMENTED],
)
@pytest.mark.parametrize("way", ["query", "header"])
def test_a_named_example_is_answered_as_documented(app, contract, found, way):
    """By query or by `Prefer`, a named example is answered value for value."""
    preferences = [("code", found.response.status), ("example", found.example.name)]
    query = [(f"__{name}", value) for name, value in preferences] if way == "query" else []
    prefer = ", ".join(
        Preference(name=n, value=v, is_header=True).as_applied for n, v in preferences
    )
    headers = [("Prefer", prefer)] if way == "header" else []

    answer = ask_for(app, contract, found, query, *headers)

    assert answer.status == int(found.response.status)
    assert answer.header("content-type") == found.media_type.name
    assert answer.json() == found.example.value


def test_there_are_examples():
    """The list of examples is not empty and has the documented ones."""
    names = {(contract.api, found.example.name) for contract, found in DOCUMENTED}

    assert {
        ("placewise", "documented"),
        ("placewise", "placeholder"),
        ("placewise", "not-found"),
        ("elastic_path", "documented"),
        ("elastic_path", "internal-server-error"),
        ("elastic_path", "from-schema"),
    } <= names
