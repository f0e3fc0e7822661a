"""Checks that the faults of scenarios exist and that their settings are valid."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from mock_server.faults.model.fault import FaultError
from mock_server.scenarios.errors import ScenarioError
from openapi.errors import did_you_mean

if TYPE_CHECKING:
    from mock_server.faults.fault_catalogue import Catalogue
    from mock_server.scenarios.library import Library
    from mock_server.scenarios.model.scenario import Scenario


def check_scenario_faults(
    scenarios: Iterable["Scenario"], catalogue: Callable[[], "Catalogue"]
) -> None:
    """Refuse a scenario with an invalid fault.

    The catalogue is made when the first scenario arms a fault.

    Raises:
        ScenarioError: A fault does not exist, or a setting is not valid.
    """
    for scenario in scenarios:
        for text in sorted(scenario.plan.faults()):
            try:
                catalogue().arm(text, now=0.0, operation=scenario.operation)
            except FaultError as error:
                hint = did_you_mean(error.found, error.available)
                raise ScenarioError(
                    f"scenario {scenario.name!r} arms an invalid fault: {error.what}{hint}",
                    where=scenario.file,
                    found=text,
                    allowed=error.allowed,
                    hint=error.hint,
                ) from error


def check_library_faults(library: "Library") -> None:
    """Refuse a library with a scenario that has an invalid fault.

    Raises:
        ScenarioError: A fault does not exist, or a setting is not valid.
    """
    # Imported when it is needed: few programs check faults before their first request.
    from mock_server.faults.fault_catalogue import Catalogue  # noqa: PLC0415

    contracts = {scenario.api: scenario.contract for scenario in library}
    check_scenario_faults(library, cache(lambda: Catalogue([*contracts.values()])))
