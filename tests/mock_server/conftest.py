"""Contracts and applications that many tests only look at."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_server.asgi.app import create_app
from mock_server.faults.fault_catalogue import Catalogue
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.loading.document import load_contract
from tests.packaged import packaged_contracts

WAREHOUSE = Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"


@pytest.fixture(scope="session")
def packaged() -> tuple[Contract, ...]:
    """The packaged contracts."""
    return packaged_contracts()


@pytest.fixture(scope="session")
def warehouse() -> Contract:
    """The made-up third API."""
    return load_contract(WAREHOUSE)


@pytest.fixture(scope="session", params=[True, False], ids=["short-way", "long-way"])
def app(packaged, request) -> Any:
    """The application that serves the packaged contracts."""
    return create_app(packaged, Settings(has_fast_path=request.param))


@pytest.fixture(scope="session", params=[True, False], ids=["short-way", "long-way"])
def warehouse_app(warehouse, request) -> Any:
    """The application that serves the third API alone."""
    return create_app([warehouse], Settings(has_fast_path=request.param))


@pytest.fixture
def contract_from(tmp_path) -> Callable[[str], Contract]:
    """Load a contract from the YAML of its paths, and more."""

    def load(text: str, *, api: str = "api") -> Contract:
        path = tmp_path / f"{api}.yaml"
        head = f"openapi: 3.0.3\nx-api: {api}\ninfo: {{title: Made up, version: '1'}}\n"
        path.write_text(head + text, encoding="utf-8")
        return load_contract(path)

    return load


@pytest.fixture(scope="session")
def contracts(packaged, warehouse) -> dict[str, Contract]:
    """The packaged APIs and the made-up third one, by name."""
    return {contract.api: contract for contract in (*packaged, warehouse)}


@pytest.fixture(scope="session")
def catalogue(contracts) -> Catalogue:
    """Every fault of all three."""
    return Catalogue([*contracts.values()])


@pytest.fixture(scope="session")
def placewise(contracts):
    """The API of one import."""
    return contracts["placewise"]


@pytest.fixture(scope="session")
def elastic_path(contracts):
    """The API of a list of jobs."""
    return contracts["elastic_path"]
