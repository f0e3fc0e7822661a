"""The resources of the made-up API."""

from collections.abc import Callable

import pytest

from mock_server.answers.stateful.collections import Resources
from mock_server.answers.stateful.recognition.resources import Resource
from openapi.contract import Contract
from tests.mock_server.answers.stateful.pets import pet_contract


@pytest.fixture(scope="session")
def pet_api(tmp_path_factory) -> Contract:
    """The contract of the made-up API."""
    return pet_contract(tmp_path_factory.mktemp("pets"))


@pytest.fixture(scope="session")
def resource_of(pet_api) -> Callable[[str], Resource]:
    """Return the resource of an operation."""
    resources = Resources([pet_api])

    def find(operation_id: str) -> Resource:
        found = resources.of_operation(pet_api.operation(operation_id))
        assert found is not None
        return found

    return find
