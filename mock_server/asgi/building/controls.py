"""The controls of a mock; what few clients use is imported and made when it is needed first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mock_server.admin.controls import MockControl
from mock_server.admin.state import ServerState
from mock_server.clock import REAL, TimeSource, VirtualClock, change_clock
from mock_server.journal.redaction import Redaction
from mock_server.settings import DEFAULT_TOKEN, Settings
from openapi.contract import Contract
from openapi.process.once import once

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.admin.contract_view.documents import Derivation
    from mock_server.answers.fault_injector import FaultInjector
    from mock_server.answers.stateful.collections import Resources
    from mock_server.faults.fault_catalogue import Catalogue
    from mock_server.scenarios.library import Library
    from mock_server.scenarios.model.scenario import Scenario


def build_controls(
    contracts: Sequence[Contract],
    settings: Settings,
    ticker: TimeSource,
    state: ServerState,
    *,
    is_new: bool,
) -> MockControl:
    """Return the scenarios and faults of a mock with a state that is new, or an earlier one's.

    Raises:
        ScenarioError: A scenario of the settings cannot be used.
        FaultError: A fault of the settings does not exist.
    """
    moment = state.clock.time_at(ticker())
    contracts = _with_examples(contracts, settings, moment)
    state.set_redaction(redaction_of(contracts, settings))
    catalogue = once(partial(_catalogue, contracts))
    faults = once(partial(_faults, contracts, catalogue, state, settings.seed))
    startup_faults = tuple(faults().arm(text, moment) for text in settings.faults)
    if is_new:
        state.sessions.begin_with(startup_faults)
    state.sessions.on_reset = partial(_forget, state, faults)
    library = once(partial(_library, contracts, settings.scenario_files))
    startup_scenarios = _startup_scenarios(library, settings)
    if settings.scenario_files:
        # A user's own scenarios are checked now; the packaged ones were checked by the tests.
        from mock_server.answers.scenario_faults import check_scenario_faults  # noqa: PLC0415

        check_scenario_faults(library(), catalogue)
    return MockControl(
        contracts=tuple(contracts),
        state=state,
        library=library,
        catalogue=catalogue,
        faults=faults,
        ticker=ticker,
        startup_scenarios=startup_scenarios,
        startup_faults=startup_faults,
        derivations=once(partial(_derivations, contracts)),
        seed=settings.seed,
        shown_token=_shown_token(settings),
        resources=once(partial(_resources, contracts)),
        is_stateful=settings.is_stateful,
    )


def redaction_of(contracts: Sequence[Contract], settings: Settings) -> Redaction:
    """Return what removes the secrets of the contracts and of a user's settings."""
    tokens = (settings.auth_token, settings.admin_token)
    return Redaction(contracts, tokens=[token for token in tokens if token != DEFAULT_TOKEN])


def starting_clock(settings: Settings, real: float) -> VirtualClock:
    """Return the clock of the settings at the start, `real` in seconds since 1970.

    Raises:
        ClockError: It is not valid.
    """
    clock = REAL if settings.speed == 1.0 else REAL.at_speed(real, settings.speed)
    return change_clock(clock, settings.clock, real) if settings.clock else clock


def _with_examples(
    contracts: Sequence[Contract], settings: Settings, moment: float
) -> Sequence[Contract]:
    """Return the contracts with the examples that the settings want."""
    if settings.keeps_examples:
        keep = partial(replace, keeps_examples=True)
        contracts = [contract.with_media_types(keep) for contract in contracts]
    if not settings.is_rebased:
        return contracts
    from mock_server.answers.date_rebasing import rebase_contract  # noqa: PLC0415

    return [rebase_contract(contract, moment) for contract in contracts]


def _startup_scenarios(
    library: Callable[[], "Library"], settings: Settings
) -> tuple["Scenario", ...]:
    # A user's own files are read now, so that errors in them show at start-up.
    own = library() if settings.scenario_files else ()
    found = [scenario for scenario in own if scenario.is_default]
    found += [each for name in settings.scenarios for each in library().find_all(name)]
    return tuple(found)


def _shown_token(settings: Settings) -> str:
    """Return the token that requests to copy carry: a placeholder for one that a user chose."""
    if not settings.is_auth_required:
        return ""
    return DEFAULT_TOKEN if settings.auth_token == DEFAULT_TOKEN else "YOUR-TOKEN"


def _catalogue(contracts: Sequence[Contract]) -> "Catalogue":
    # Some faults are found by evaluating rules, which takes a while.
    from mock_server.faults.fault_catalogue import Catalogue  # noqa: PLC0415

    return Catalogue(contracts)


def _faults(
    contracts: Sequence[Contract],
    catalogue: Callable[[], "Catalogue"],
    state: ServerState,
    seed: int,
) -> "FaultInjector":
    from mock_server.answers.fault_injector import FaultInjector  # noqa: PLC0415

    return FaultInjector(contracts, catalogue, state.sessions, seed=seed)


def _library(contracts: Sequence[Contract], files: "Sequence[Path]") -> "Library":
    from mock_server.scenarios.library import Library  # noqa: PLC0415

    return Library.load(contracts, files)


def _derivations(contracts: Sequence[Contract]) -> "Mapping[str, Derivation]":
    from mock_server.admin.contract_view.documents import derivations_of  # noqa: PLC0415

    return derivations_of(contracts)


def _resources(contracts: Sequence[Contract]) -> "Resources":
    from mock_server.answers.stateful.collections import Resources  # noqa: PLC0415

    return Resources(contracts)


def _forget(state: ServerState, faults: Callable[[], "FaultInjector"], session: str | None) -> None:
    """Forget what was recorded of a session that another replica has reset, or of all.

    What all replicas show together, the one that resets clears for all.
    """
    if state.shared is not None:
        state.shared.journal.recorded.clear(session)
    state.coverage.clear(session)
    faults().forget(session)
