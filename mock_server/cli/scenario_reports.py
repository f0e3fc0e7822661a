"""The commands about scenarios without a terminal: from arguments to text or JSON."""

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
from openapi.schema.types import type_of
from openapi.text import durations
from openapi.text.listing import counted

_WIDTH = 98


def listing(library: Library) -> str:
    """Return every scenario as text."""
    return "\n".join(line for scenario in library for line in _entry(scenario))


def listing_json(library: Library) -> JSON:
    """Return every scenario as JSON."""
    return {"version": 1, "scenarios": [scenario.summary() for scenario in library]}


def verification(library: Library, files: Sequence[Path]) -> tuple[str, int]:
    """Return the findings in the scenarios of some files, or of all, as text, and their number.

    Raises:
        ScenarioError: A folder has no scenario, so that nothing would be verified.
    """
    for given in files:
        if not scenario_files(given):
            raise ScenarioError(
                "there is no scenario in this folder",
                where=str(given),
                allowed="files that end in .yaml or .yml, except for readings.yaml",
                hint="name a scenario file, or the folder that contains them",
            )
    paths = {str(path) for given in files for path in scenario_files(given)}
    selected = [scenario for scenario in library if not files or scenario.file in paths]
    lines: list[str] = []
    total = 0
    for scenario in selected:
        findings = verify(scenario)
        total += len(findings)
        lines.append(f"{scenario.api}/{scenario.name}: {_findings(len(findings))}")
        lines += [f"  {line}" for found in findings for line in describe(found).splitlines()]
    lines.append(f"{counted(len(selected), 'scenario')} verified, {_findings(total)}")
    return "\n".join(lines), total


def _findings(count: int) -> str:
    return f"{count or 'no'} finding{'s' * (count != 1)}"


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

    The name may be `api/name`; `at` has durations after the start, separated by commas; `identity`
    replaces the documented parameters; `start` is an RFC 3339 time.

    Raises:
        ScenarioError: The scenario, a parameter, a duration or the start is not valid.
    """
    scenario = library.find(name)
    try:
        begins = parse_time(start)
        moments = [_moment(text.strip()) for text in at.split(",")]
    except (ClockError, ValueError) as error:
        raise ScenarioError(str(error), hint="such as --at 0s,10s,1m30s") from error
    named = default_identity(scenario) | _typed(scenario, identity)
    return snapshot_bodies(scenario, start=begins, at=moments, identity=named, seed=seed)


def _moment(text: str) -> float:
    """Return the seconds after the start that a text says.

    Raises:
        ValueError: It is no duration of whole milliseconds, or negative.
    """
    milliseconds = durations.parse_milliseconds(text)
    if milliseconds < 0:
        message = f"{text[:40]!r} is negative; a scenario begins at 0s"
        raise ValueError(message)
    return milliseconds / 1000


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
                    f"{name} violates the contract",
                    found=text,
                    allowed=f"a JSON value of type {type_of(known[name].schema.definition)}",
                ) from error
    return typed
