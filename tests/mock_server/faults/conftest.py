"""The catalogue of all APIs at hand, worked out once."""

import pytest

from mock_server.faults.catalogue import Catalogue
from openapi.contract import Contract


@pytest.fixture(scope="session")
def contracts(packaged, warehouse) -> dict[str, Contract]:
    """The packaged APIs and the made-up third one, by name."""
    return {contract.api: contract for contract in (*packaged, warehouse)}


@pytest.fixture(scope="session")
def catalogue(contracts) -> Catalogue:
    """Every fault of all three."""
    return Catalogue.of([*contracts.values()])


@pytest.fixture(scope="session")
def placewise(contracts):
    """The API of one import."""
    return contracts["placewise"]


@pytest.fixture(scope="session")
def elastic_path(contracts):
    """The API of a list of jobs."""
    return contracts["elastic_path"]
