"""Opens the fleet that does a run: refuses what cannot travel, and waits for a worker."""

import uuid
from functools import partial

import click

from contracts.cli.fleet.words import travelling_words
from contracts.errors import OptionError
from contracts.http.clock import Clock
from contracts.run.parallel.fleet.address import origins_of, parse_address
from contracts.run.parallel.fleet.examining import START_SECONDS, Fleet
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.libraries import require_fleet
from contracts.run.settings.reports import archive_paths


def open_fleet(
    settings: CheckSettings | FuzzSettings, clock: Clock, context: click.Context
) -> Fleet:
    """Return a fleet that does a run, once there is a worker.

    Raises:
        ContractsError: The fleet cannot be used, or not for this run.
    """
    require_fleet()
    address = parse_address(settings.fleet or "", "--fleet")
    origins = origins_of(settings.targets)
    _refuse_other_options(settings)
    words = partial(travelling_words, context, settings.seed)
    words(frozenset())  # an early refusal: the names of API keys are known with the documents
    from contracts.run.parallel.fleet.engine import FleetQueue  # noqa: PLC0415 - slow, and an extra
    from contracts.run.parallel.fleet.store import FleetStore  # noqa: PLC0415 - as above

    fleet = Fleet(
        run=uuid.uuid4().hex,
        words=words,
        queue=FleetQueue(address, origins),
        store=FleetStore(address, origins),
        shown=address.shown,
        origins=origins,
    )
    limit = settings.budget.max_seconds
    most_seconds = START_SECONDS if limit is None else min(limit, START_SECONDS)
    fleet.wait_for_workers(clock, partial(click.echo, err=True), most_seconds)
    return fleet


def _refuse_other_options(settings: CheckSettings | FuzzSettings) -> None:
    """Refuse options that would write files on the machines of the workers, or say how many.

    Raises:
        OptionError: There is one.
    """
    if settings.workers > 1:
        raise OptionError(
            "the workers of a fleet are those that were started",
            where="--workers",
            found=f"{settings.workers}, and --fleet",
            allowed="one of them",
        )
    option = "--witnesses" if isinstance(settings, CheckSettings) and settings.witnesses else ""
    if archive_paths(settings.reports):
        option = "--report har=FILE"
    if option:
        raise OptionError(
            f"{option} needs the exchanges of this process, and a fleet has its own",
            where="--fleet",
            hint=f"leave one of them out; {option} with --operation checks one operation here",
        )
