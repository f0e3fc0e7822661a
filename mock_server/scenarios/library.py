"""The loaded scenarios, by API and name."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.loading.builder import build_scenario
from mock_server.scenarios.loading.files import (
    check_shape,
    packaged_scenarios,
    read_scenario,
    scenario_files,
)
from mock_server.scenarios.loading.reading_changes import ReadingChanges, changes_for, readings_file
from mock_server.scenarios.model.scenario import Scenario
from openapi.contract import Contract, Operation
from openapi.errors import did_you_mean
from openapi.loading.document import packaged_documents

_REMEMBERED = 64  # packaged scenarios that a later library finds again, for two contracts or so


class Library:
    """Scenarios by API and name."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        """Take scenarios whose names are unique in their APIs.

        Raises:
            ScenarioError: Two of an API share a name, or two of an operation are its default.
        """
        self._by_name: dict[tuple[str, str], Scenario] = {}
        defaults: dict[tuple[str, str], Scenario] = {}
        for scenario in scenarios:
            _add(self._by_name, (scenario.api, scenario.name), scenario, "have the same name")
            if scenario.is_default:
                key = (scenario.api, scenario.operation.id)
                _add(defaults, key, scenario, "are the default of the same operation")

    @classmethod
    def load(cls, contracts: Sequence[Contract], extra_files: Sequence[Path] = ()) -> Self:
        """Read the packaged scenarios of the packaged contracts, and further files.

        `extra_files` may be folders of scenario files.

        Raises:
            DocumentError: A file cannot be read, or is not YAML.
            ScenarioError: A file is not a scenario of one of the contracts.
        """
        packaged = {str(path) for path in packaged_documents()}
        paths = [
            path
            for contract in contracts
            if contract.file in packaged
            for path in packaged_scenarios(contract.api)
        ]
        count = len(paths)
        paths += [path for extra in extra_files for path in scenario_files(extra)]
        # A packaged file may also be in `extra_files`, by another path: it is read once.
        unique = {path.resolve(): path for path in paths}
        by_api = {contract.api: contract for contract in contracts}
        own, states = {*paths[:count]}, _packaged_files()
        return cls(
            [
                _packaged_scenario(path, states, by_api[path.parent.name])
                if path in own
                else load_scenario(path, by_api)
                for path in unique.values()
            ]
        )

    def __iter__(self) -> Iterator[Scenario]:
        """Yield every scenario by API, operation and name, the default of an operation first."""
        yield from sorted(
            self._by_name.values(),
            key=lambda found: (found.api, found.operation.id, not found.is_default, found.name),
        )

    def __len__(self) -> int:
        """Return how many scenarios there are."""
        return len(self._by_name)

    def find(self, name: str, api: str | None = None) -> Scenario:
        """Return the scenario called `name`, or `api/name`.

        Raises:
            ScenarioError: It does not exist, or several APIs have it and `api` is not given.
        """
        if api is None and "/" in name:
            api, _, name = name.partition("/")
        own = [scenario for scenario in self if api in (None, scenario.api)]
        found = [scenario for scenario in own if scenario.name == name]
        if len(found) == 1:
            return found[0]
        if found:
            raise ScenarioError(
                f"several APIs have a scenario {name!r}",
                found=name,
                allowed=", ".join(f"{scenario.api}/{name}" for scenario in found),
                hint="name the API too: API/NAME",
            )
        names = [scenario.name for scenario in own]
        raise ScenarioError(
            f"scenario {name!r} does not exist{did_you_mean(name, names)}",
            found=f"{api}/{name}" if api else name,
            allowed=", ".join(dict.fromkeys(names)) or "none: no scenarios are loaded",
            hint="list them with: mock-server scenarios list",
        )

    def find_all(self, name: str) -> tuple[Scenario, ...]:
        """Return the scenarios called `name` of all APIs, or the one called `api/name`.

        Raises:
            ScenarioError: No scenario has this name.
        """
        found = tuple(scenario for scenario in self if scenario.name == name)
        return found or (self.find(name),)

    def of(self, operation: Operation) -> tuple[Scenario, ...]:
        """Return the scenarios of one operation, its default first."""
        key = (operation.api, operation.id)
        return tuple(found for found in self if (found.api, found.operation.id) == key)


def load_scenario(path: Path, contracts: Mapping[str, Contract]) -> Scenario:
    """Read one scenario file.

    A `readings.yaml` beside the file changes its bodies under other readings.

    Raises:
        DocumentError: The file cannot be read, or is not YAML.
        ScenarioError: It is not a scenario of one of the contracts.
    """
    file = read_scenario(path)
    api = file.tree["api"]
    if api not in contracts:
        raise ScenarioError(
            f"scenario {file.tree['scenario']!r} needs an API that is not loaded"
            f"{did_you_mean(api, contracts)}",
            where=file.location("/api"),
            found=api,
            allowed=", ".join(contracts),
            hint="name the API's document with --spec",
        )
    readings = readings_file(path.parent)
    changes = ReadingChanges()
    if readings is not None:
        check_shape(readings, "a file of readings", "readings")
        changes = changes_for(readings, contracts[api].chosen_readings)
    return build_scenario(file, contracts[api], changes)


@lru_cache(maxsize=_REMEMBERED)
def _packaged_scenario(
    path: Path,
    states: tuple[tuple[str, int, int], ...],  # noqa: ARG001 - other files, other scenarios
    contract: Contract,
) -> Scenario:
    """Return a packaged scenario; a process that makes many libraries reads its file once."""
    return load_scenario(path, {contract.api: contract})


def _packaged_files() -> tuple[tuple[str, int, int], ...]:
    """Return name, time of change and size of the packaged files: saved ones are read again."""
    paths = sorted(Path(__file__).parent.rglob("*.yaml"))
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)


def _add(
    table: dict[tuple[str, str], Scenario], key: tuple[str, str], scenario: Scenario, what: str
) -> None:
    other = table.setdefault(key, scenario)
    if other is not scenario:
        raise ScenarioError(
            f"two scenarios of {scenario.api} {what}",
            where=f"{other.file} and {scenario.file}",
            found=f"{other.name}, {scenario.name}",
            hint="rename or remove one of them",
        )
