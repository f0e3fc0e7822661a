"""What the commands about scenarios do, without a terminal: arguments in, text or JSON out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill

from mock_server.clock import ClockError, parse_time
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.loading.files import scenario_files
from mock_server.scenarios.model.scenario import Scenario
from mock_server.scenarios.playing.export import default_identity, snapshot_bodies
from mock_server.scenarios.verification.verify import describe, verify
from openapi.contract import Location
from openapi.errors import did_you_mean
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON
from openapi.loading.document import load_contracts
from openapi.schema.types import type_of
from openapi.text import durations

_WIDTH = 98


def load_library(
    specs: Sequence[Path], readings: Mapping[str, str], files: Sequence[Path]
) -> Library:
    """Return the scenarios of some documents (none means the packaged ones) and files.

    Raises:
        ContractError: A document, reading or scenario file cannot be used.
    """
    return Library.load(load_contracts(specs, readings=readings), files)


def listing(library: Library) -> str:
    """Return every scenario as text for people."""
    return "\n".join(line for scenario in library for line in _entry(scenario))


def listing_json(library: Library) -> JSON:
    """Return every scenario as JSON."""
    return {"version": 1, "scenarios": [scenario.summary() for scenario in library]}


def verification(library: Library, files: Sequence[Path]) -> tuple[str, int]:
    """Return what is wrong with the scenarios of some files, or with all, and how much it is.

    Raises:
        ScenarioError: A folder holds no scenario, so that nothing would be looked at.
    """
    for given in files:
        if not scenario_files(given):
            raise ScenarioError(
                "there is no scenario in this folder",
                where=str(given),
                allowed="files that end in .yaml or .yml, beside readings.yaml",
                hint="name a file, or the folder that holds them",
            )
    wanted = {str(path) for given in files for path in scenario_files(given)}
    chosen = [scenario for scenario in library if not files or scenario.file in wanted]
    lines: list[str] = []
    total = 0
    for scenario in chosen:
        findings = verify(scenario)
        total += len(findings)
        lines.append(f"{scenario.api}/{scenario.name}: {len(findings) or 'nothing'} found")
        lines += [f"  {line}" for found in findings for line in describe(found).splitlines()]
    lines.append(f"{len(chosen)} scenario{'s' * (len(chosen) != 1)} looked at, {total} found")
    return "\n".join(lines), total


def exported(  # noqa: PLR0913 - one for each option of the command
    library: Library,
    name: str,
    *,
    at: str,
    identity: Mapping[str, str],
    seed: int,
    start: str,
) -> dict[str, JSON]:
    """Return the states of one scenario by name.

    Args:
        library: Where it is looked up.
        name: Of the scenario, or `api/name`.
        at: Durations after the start, separated by commas.
        identity: Parameters in place of the documented ones, as texts.
        seed: Another one gives other jobs.
        start: When it begins, an RFC 3339 time.

    Raises:
        ScenarioError: The scenario, a parameter, a duration or the start is not as it must be.
    """
    scenario = library.find(name)
    try:
        begins = parse_time(start)
        moments = [durations.parse_milliseconds(text.strip()) / 1000 for text in at.split(",")]
    except (ClockError, ValueError) as error:
        raise ScenarioError(str(error), hint="such as --at 0s,10s,1m30s") from error
    named = default_identity(scenario) | _typed(scenario, identity)
    return snapshot_bodies(scenario, start=begins, at=moments, identity=named, seed=seed)


def _entry(scenario: Scenario) -> list[str]:
    mark = " (default)" if scenario.is_default else ""
    length = f", {durations.format_duration(scenario.length)}" if scenario.length else ""
    lines = [f"{scenario.api}/{scenario.name}{mark}{length}"]
    lines.append(
        fill(scenario.description, _WIDTH, initial_indent="    ", subsequent_indent="    ")
    )
    lines += [
        f"    knows {', '.join(f'{name}={value}' for name, value in known.items())}"
        for known in scenario.known
    ]
    if scenario.expected_findings:
        lines.append(f"    gives {', '.join(scenario.expected_findings)}")
    return lines


def _typed(scenario: Scenario, identity: Mapping[str, str]) -> dict[str, JSON]:
    known = {
        parameter.name: parameter
        for parameter in scenario.operation.parameters
        if parameter.location in {Location.PATH, Location.QUERY, Location.HEADER}
    }
    typed: dict[str, JSON] = {}
    for name, text in identity.items():
        if name not in known:
            raise ScenarioError(
                f"{scenario.operation.id} has no parameter {name!r}{did_you_mean(name, known)}",
                found=name,
                allowed=", ".join(known),
            )
        typed[name] = text
        if type_of(known[name].schema.definition) in {"integer", "number", "boolean"}:
            try:
                typed[name] = parse_json(text.encode())
            except JsonError as error:
                raise ScenarioError(
                    f"{name} is not as the contract says", found=text, allowed="a number"
                ) from error
    return typed
