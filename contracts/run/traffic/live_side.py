"""Asks a server what a comparison needs: the documented requests that only read."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, fields, replace

from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import Redactor
from contracts.http.requests.politeness import check_production
from contracts.http.requests.readiness import wait_until_reachable
from contracts.http.requests.targets import Target, parse_targets
from contracts.run.preparation import open_transport, run_limits
from contracts.run.probing.targets import probe_target
from contracts.run.progress import OnStep, StepCounter
from contracts.run.session import CheckSession, open_sessions
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.run.settings.server import ServerSettings
from contracts.run.traffic.settings import TrafficSettings
from openapi.contract import Contract

UNSAFE = "it could change something"
UNASKED = "no request could be made for it"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAnswer:
    """What a server answered."""

    exchanges: tuple[Exchange, ...]  # in the order of the requests
    redactor: Redactor  # hides the secrets of the run
    unasked: Mapping[tuple[str, str], str]  # why an operation was not asked, by method and path
    notes: tuple[str, ...]  # what did not go as planned, one sentence each


def ask(  # noqa: PLR0913, PLR0917 - what a run needs from outside
    contract: Contract,
    url: str,
    settings: TrafficSettings,
    clock: Clock,
    on_step: OnStep,
    interruption: Interruption,
) -> LiveAnswer:
    """Send a server the documented requests of its safe operations.

    Raises:
        OptionError: The URL cannot be used, or the server is marked as production.
        UnreachableError: The server gives no answer.
    """
    [target] = parse_targets([f"{contract.api}={url}"], [contract])
    check_production([target], is_allowed=settings.is_production_allowed)
    session = open_session(target, settings, clock, interruption)
    with closing(session.transport):
        steps = StepCounter(on_step, len(target.operations) + 1)
        run = check_settings(settings, url)
        gathered = probe_target(session, run, None, steps, interruption)
        asked = {each.operation for each in session.recorder.exchanges}
        return LiveAnswer(
            exchanges=session.recorder.exchanges,
            redactor=session.credentials.redactor,
            unasked={
                (each.method, each.path): gathered.why_unasked(each.id) or UNASKED
                if each.is_safe
                else UNSAFE
                for each in contract.operations
                if each.id not in asked
            },
            notes=tuple(gathered.notes),
        )


def open_session(
    target: Target, settings: TrafficSettings, clock: Clock, interruption: Interruption
) -> CheckSession:
    """Return what is needed to send a server requests of one's own; its transport is open.

    Raises:
        OptionError: The server is marked as production, or an option cannot be used.
        UnreachableError: The server gives no answer.
    """
    run = check_settings(settings, target.origin)
    transport = open_transport([target], run, clock, run_limits([target], run))
    interruption.when_set(lambda: transport.stop(interruption.reason))
    with interruption.sending():
        wait_until_reachable([target], transport, clock, settings.wait_seconds)
    [session] = open_sessions([target], run, transport, clock)
    return session


def check_settings(settings: TrafficSettings, url: str) -> CheckSettings:
    """Return the settings of a run that only sends the documented requests and only reads."""
    shared = {each.name: getattr(settings, each.name) for each in fields(ServerSettings)}
    run = CheckSettings(
        **shared,
        targets=(url,),
        profile=PROFILES["smoke"],
        probes=frozenset(),
        wait_seconds=settings.wait_seconds,
    )
    return replace(run, is_unsafe=False)
