"""`/__admin/readings`."""

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask


def test_readings_are_listed_with_the_chosen_one():
    """Every discrepancy with several readings is listed with the chosen one."""
    contracts = load_contracts(readings={"placewise.payload-key": "singular"})
    answer = ask(create_app(contracts, Settings()), "/__admin/readings", ("Host", "localhost"))
    content = {each["id"]: each for each in answer.json()["readings"]}
    found = content["placewise.payload-key"]

    assert (found["chosen"], found["default"]) == ("singular", "plural")
    assert {each["name"] for each in found["available"]} >= {"singular", "plural"}
    assert all(each["available"] for each in content.values())
