"""A scenario's states as plain JSON: for Storybook, fixtures and whoever cannot run a server."""

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

    Args:
        scenario: What is played.
        start: When it begins, in seconds since 1970; the times in the bodies follow from it.
        at: Seconds after the start.
        identity: Parameters that name the thing; a list is given as its first page.
        seed: Another one gives other jobs.

    Returns:
        Names such as `<scenario>-10s`, with the status where it is not the usual one; null for an
        answer without a body.
    """
    world = ScenarioRun(scenario, start=start, seed=seed)
    named = identity if identity is not None else default_identity(scenario)
    found: dict[str, JSON] = {}
    for seconds in at:
        now = start + seconds
        if scenario.is_list:
            moment = world.page(0, None, now, identity=named)
        else:
            moment = world.answer(named, now)
        usual = scenario.operation.success
        mark = "" if usual and usual.status == str(moment.status) else f"-{moment.status}"
        name = f"{scenario.name}-{durations.format_duration(round(seconds * 1000))}{mark}"
        found[name] = parse_json(moment.body) if moment.body else None
    return found


def default_identity(scenario: Scenario) -> dict[str, JSON]:
    """Return an identity that the scenario is about: a known one, or the documented one."""
    documented = {
        parameter.name: parameter.examples[0] if parameter.examples else parameter.example
        for parameter in scenario.operation.parameters
        if parameter.is_required
    }
    return documented | dict(scenario.known[0] if scenario.known else {})
