"""The command `contracts fuzz`.

Imports nothing heavy before it runs, so that `--help` is quick.
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
from contracts.cli.options import parameters_of
from contracts.run.options import settings_from
from contracts.run.settings import FuzzSettings

_SEEDS = 2**32


def _fuzz(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    from dataclasses import replace  # noqa: PLC0415 - --help must not wait for all this

    from contracts.fuzz.campaign import FuzzCallbacks, run_fuzz  # noqa: PLC0415
    from contracts.fuzz.progress import FuzzProgress  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415

    clock = SystemClock()
    today = clock.now().date()
    seed = secrets.randbelow(_SEEDS) if options["seed"] is None else options["seed"]
    options |= {"seed": seed}
    settings = settings_from(
        FuzzSettings, options, targets=tuple(options["targets"]), environ=dict(os.environ)
    )
    known = read_baseline(settings.baseline) if settings.baseline else ()
    progress = FuzzProgress(
        sys.stderr, clock, os.environ, seconds=settings.seconds, is_quiet=settings.is_quiet
    )
    with stop_on_signal() as stop:
        watch = FuzzCallbacks(
            tick=progress.tick, found=progress.found, is_over=stop.is_set, close=stop.set
        )
        try:
            report = run_fuzz(settings, clock, watch, [e for e in known if e.expires >= today])
        finally:
            progress.close()
        # That a random run has not met something does not mean that it is gone.
        report = replace(apply_baseline(report, known, today), resolved=())
        _write(report, settings)
    raise SystemExit(int(report.exit_code))


def _write(report: Any, settings: FuzzSettings) -> None:  # noqa: ANN401 - imported late
    from contracts.fuzz.summary import summary  # noqa: PLC0415
    from contracts.reports.catalogue import write_report  # noqa: PLC0415

    if settings.is_json:
        write_report(report, "json", "-", is_quiet=settings.is_quiet)
    else:
        text = summary(report, corpus=settings.corpus, is_quiet=settings.is_quiet)
        click.echo(text, nl=False)
    for one in settings.reports:
        write_report(report, one.format, one.path, is_quiet=settings.is_quiet)


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """Let SIGINT and SIGTERM end the run once; whoever closes the run sets the event, too."""
    stop = Event()

    def end(_: int, __: object) -> None:
        if stop.is_set():
            return  # The run is ending, and writes what it has.
        # Should the interrupt get lost in somebody's clean-up, the event still tells.
        stop.set()
        raise KeyboardInterrupt

    def pass_over(lost: Any) -> None:  # noqa: ANN401 - the type has no public name at run time
        # An interrupt within a callback that lets nothing out: the event tells it instead.
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            told(lost)

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    told, sys.unraisablehook = sys.unraisablehook, pass_over
    try:
        yield stop
    finally:
        sys.unraisablehook = told
        for each, handler in before.items():
            signal.signal(each, handler)


fuzz = click.Command(
    "fuzz",
    callback=_fuzz,
    params=[TARGETS, *parameters_of(FuzzSettings, without={"max_time"})],
    help="Fuzz deployed servers: requests around documented ones and around what the schema "
    "allows, changed by pieces and by bytes, until the time is up.\n\n"
    "New findings are written as they come, and shortened. An interrupt ends the run as the time "
    "does: corpus, witnesses and summary are whole. Sends GET, HEAD and OPTIONS only, unless "
    "--unsafe is given. Ends with 0 when nothing new is wrong, 1 when something is or an "
    "operation never answered with a success, 2 when the command could not run.",
)
