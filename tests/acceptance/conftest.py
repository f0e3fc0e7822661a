"""The real mock, started once for every test that only asks it something."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.commands import MockProcess, mock_process

WAREHOUSE = Path(__file__).parents[1] / "fixtures" / "warehouse.yaml"


@pytest.fixture(scope="session")
def mock() -> Iterator[MockProcess]:
    """`mock-server serve` with the packaged contract, on a free port."""
    with mock_process() as running:
        yield running


@pytest.fixture(scope="session")
def warehouse() -> Iterator[MockProcess]:
    """`mock-server serve` with the made-up third API alone."""
    with mock_process("--spec", str(WAREHOUSE)) as running:
        yield running


@pytest.fixture
def served(tmp_path: Path) -> Callable[..., object]:
    """A function that makes the mock of paths that are written as YAML, each on a line."""
    from tests.acceptance.documents import application  # noqa: PLC0415 - few tests need the mock

    return partial(application, tmp_path)
