"""The command `contracts fuzz`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import click

from contracts.cli.check import TARGETS
from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.interrupts import interrupted_by_signals
from contracts.cli.options import parameters_of
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import settings_from
from openapi.command_line import examples

_SEEDS = 2**32

_Late = Any  # a type that is imported when the command runs


def _fuzz(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    from contracts.fuzz.progress import FuzzProgress  # noqa: PLC0415 - --help must not wait for it
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415

    clock = SystemClock()
    today = clock.now().date()
    seed = secrets.randbelow(_SEEDS) if options["seed"] is None else options["seed"]
    options |= {"seed": seed}
    settings = fuzz_settings(options)
    known = read_baseline(settings.baseline) if settings.baseline else ()
    progress = FuzzProgress(
        sys.stderr, clock, os.environ, seconds=settings.seconds, is_quiet=settings.is_quiet
    )
    known_today = [entry for entry in known if entry.expires >= today]
    is_alone = settings.workers == 1 and settings.fleet is None
    run = _in_this_process if is_alone else _divided
    with run(settings, clock, progress, known_today) as found:
        report = apply_baseline(found, known, today, is_random=True)
        _write(report, settings)
    raise SystemExit(int(report.exit_code))


def fuzz_settings(options: dict[str, Any]) -> FuzzSettings:
    """Return the settings of the options of `fuzz`, with the environment of this process.

    The corpus of a fleet is on its own Redis server, unless another one is given.

    Raises:
        OptionError: A value cannot be used.
    """
    options = {**options, "corpus_url": options["corpus_url"] or options["fleet"]}
    return settings_from(
        FuzzSettings, options, targets=tuple(options["targets"]), environ=dict(os.environ)
    )


@contextmanager
def _in_this_process(
    settings: FuzzSettings,
    clock: _Late,
    progress: _Late,
    known: _Late,
) -> Iterator[_Late]:
    """Yield the report of a run in this process; an interrupt meanwhile is ignored."""
    from contracts.fuzz.campaign import FuzzCallbacks, run_fuzz  # noqa: PLC0415

    with stop_on_signal() as stop:
        watch = FuzzCallbacks(
            tick=progress.tick, found=progress.found, is_over=stop.is_set, close=stop.set
        )
        try:
            report = run_fuzz(settings, clock, watch, known)
        finally:
            progress.close()
        yield report


@contextmanager
def _divided(
    settings: FuzzSettings,
    clock: _Late,
    progress: _Late,
    known: _Late,
) -> Iterator[_Late]:
    """Yield the report of a run by several processes; an interrupt meanwhile is ignored."""
    from contracts.fuzz.campaign import FuzzCallbacks  # noqa: PLC0415 - as above
    from contracts.fuzz.parallel.campaign import run_fuzz_divided  # noqa: PLC0415
    from contracts.http.interruption import Interruption  # noqa: PLC0415

    fleet = None
    if settings.fleet is not None:
        from contracts.cli.fleet.opening import open_fleet  # noqa: PLC0415 - as above

        fleet = open_fleet(settings, clock, click.get_current_context())
    interruption = Interruption()
    with interrupted_by_signals(interruption):
        watch = FuzzCallbacks(tick=progress.tick, found=progress.found)
        try:
            report = run_fuzz_divided(settings, clock, watch, interruption, known, fleet=fleet)
        finally:
            progress.close()
        yield report


def _write(report: Any, settings: FuzzSettings) -> None:  # noqa: ANN401 - imported late
    from contracts.fuzz.summary import summary  # noqa: PLC0415
    from contracts.reports.catalogue import append_step_summary, write_report  # noqa: PLC0415

    if settings.is_json:
        write_report(report, "json", "-", is_quiet=settings.is_quiet)
    else:
        text = summary(report, corpus=settings.corpus, is_quiet=settings.is_quiet)
        click.echo(text, nl=False)
    for one in settings.reports:
        write_report(report, one.format, one.path, is_quiet=settings.is_quiet)
    append_step_summary(report, [one.format for one in settings.reports], os.environ)


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """Let the first SIGINT or SIGTERM end the run and set the event; later ones are ignored.

    A run that ends by itself sets the event, so that an interrupt does not stop its clean-up.
    """
    stop = Event()

    def end(_: int, __: object) -> None:
        if stop.is_set():
            return  # The run is ending, and writes its results.
        # Set the event first: a library may swallow the interrupt in its clean-up.
        stop.set()
        raise KeyboardInterrupt

    def ignore_interrupt(unraisable: Any) -> None:  # noqa: ANN401 - its type has no public name
        # Raised in a callback that cannot propagate it; the event is set already.
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            original_hook(unraisable)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    original_hook, sys.unraisablehook = sys.unraisablehook, ignore_interrupt
    try:
        yield stop
    finally:
        sys.unraisablehook = original_hook
        for each, handler in before.items():
            signal.signal(each, handler)


fuzz = ContractsCommand(
    "fuzz",
    epilog=examples("contracts fuzz http://127.0.0.1:4010 --for 10m --corpus corpus"),
    callback=_fuzz,
    params=[TARGETS, *parameters_of(FuzzSettings, without={"max_time"})],
    help="Fuzz deployed servers: send documented and generated requests, mutated by parts and by "
    "bytes, until the time is up.\n\n"
    "New findings are written at once, and shortened. After an interrupt corpus, witnesses and "
    "summary are complete, as at the end of the time. Sends GET, HEAD and OPTIONS only, unless "
    "--unsafe is given. Exits with 0 if there is no new finding, 1 if there is one or an operation "
    "never answered with a success, 2 if the command could not run.",
)
with_config(fuzz)
