"""The faults that scenarios arm: are they there, and are their settings what they take?"""

from collections.abc import Callable, Iterable
from functools import cache

from mock_server.faults.catalogue import Catalogue
from mock_server.faults.model.fault import FaultError
from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.model.scenario import Scenario
from openapi.errors import did_you_mean


def check_scenario_faults(
    scenarios: Iterable[Scenario], catalogue: Callable[[], Catalogue]
) -> None:
    """Refuse a scenario that arms what cannot be armed.

    Args:
        scenarios: What is looked at.
        catalogue: Gives the faults; asked only when a scenario arms one.

    Raises:
        ScenarioError: A fault is not there, or has no such setting.
    """
    for scenario in scenarios:
        for text in sorted(scenario.plan.faults()):
            try:
                catalogue().arm(text, now=0.0, operation=scenario.operation)
            except FaultError as error:
                hint = did_you_mean(error.found, error.available)
                raise ScenarioError(
                    f"scenario {scenario.name!r} arms a fault that cannot be had: "
                    f"{error.what}{hint}",
                    where=scenario.file,
                    found=text,
                    allowed=error.allowed,
                    hint=error.hint,
                ) from error


def check_library_faults(library: Library) -> None:
    """Refuse a library of scenarios one of which arms what cannot be armed.

    Raises:
        ScenarioError: A fault is not there, or has no such setting.
    """
    contracts = {scenario.api: scenario.contract for scenario in library}
    check_scenario_faults(library, cache(lambda: Catalogue([*contracts.values()])))
