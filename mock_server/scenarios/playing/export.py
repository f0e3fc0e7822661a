"""The bodies of a scenario as plain JSON, for Storybook, fixtures and tests without a server."""

from collections.abc import Mapping, Sequence

from mock_server.scenarios.model.scenario import Scenario
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import parse_json
from openapi.json.types import JSON
from openapi.text import durations


def snapshot_bodies(
    scenario: Scenario,
    *,
    start: float,
    at: Sequence[float],
    identity: Mapping[str, JSON] | None = None,
    seed: int = 0,
) -> dict[str, JSON]:
    """Return the bodies of a scenario at some moments, by name.

    Of a list, this is the first page. `start` is in seconds since 1970, `at` in seconds after it;
    `identity` is by default `default_identity`. Names are such as `<scenario>-10s`, with the status
    if it is not the success status; None for an answer without a body.
    """
    run = ScenarioRun(scenario, start=start, seed=seed)
    named = identity if identity is not None else default_identity(scenario)
    found: dict[str, JSON] = {}
    for seconds in at:
        now = start + seconds
        if scenario.is_list:
            snapshot = run.page(0, None, now, identity=named)
        else:
            snapshot = run.answer(named, now)
        success = scenario.operation.success
        is_success = success is not None and success.status == str(snapshot.status)
        suffix = "" if is_success else f"-{snapshot.status}"
        name = f"{scenario.name}-{durations.format_duration(round(seconds * 1000))}{suffix}"
        found[name] = parse_json(snapshot.body) if snapshot.body else None
    return found


def default_identity(scenario: Scenario) -> dict[str, JSON]:
    """Return the parameters of an existing resource: the first known one, or the documented one."""
    documented = {
        parameter.name: parameter.examples[0] if parameter.examples else parameter.example
        for parameter in scenario.operation.parameters
        if parameter.is_required
    }
    return documented | dict(scenario.known[0] if scenario.known else {})
