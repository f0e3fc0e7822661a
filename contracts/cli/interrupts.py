"""What surrounds a run: its progress is shown, and SIGINT and SIGTERM let it write its reports."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from contracts.http.interruption import Interruption
from openapi.errors import FactsError

if TYPE_CHECKING:
    from contracts.http.clock import Clock
    from contracts.results.report import Report
    from contracts.run.progress import OnStep


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """What a run gets from its command."""

    clock: "Clock"
    on_step: "OnStep"  # shows the progress
    interruption: Interruption  # has the signals that come


@contextmanager
def shown_run(*, is_quiet: bool) -> Iterator[ShownRun]:
    """Show the progress of a run on standard error, and take its signals.

    Raises:
        KeyboardInterrupt: A signal has come before anything was sent.
    """
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - --help must not wait for it
    from contracts.run.progress import create_progress  # noqa: PLC0415

    clock, interruption = SystemClock(), Interruption()
    progress = create_progress(sys.stderr, clock, os.environ, is_quiet=is_quiet)
    try:
        with interrupted_by_signals(interruption):
            yield ShownRun(clock=clock, on_step=progress, interruption=interruption)
    finally:
        progress.close()


@contextmanager
def interrupted_by_signals(interruption: Interruption) -> Iterator[None]:
    """Give the signals that come inside to `interruption`.

    Raises:
        KeyboardInterrupt: A signal has come before anything was sent.
    """

    def interrupt(number: int, _: object) -> None:
        interruption.interrupt(number)

    def hook(unraisable: Any) -> None:  # noqa: ANN401 - its type has no public name
        # Raised in a callback that cannot propagate it; the interruption keeps it.
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            original_hook(unraisable)

    before = {each: signal.signal(each, interrupt) for each in (signal.SIGINT, signal.SIGTERM)}
    original_hook, sys.unraisablehook = sys.unraisablehook, hook
    try:
        yield
    finally:
        sys.unraisablehook = original_hook
        for each, handler in before.items():
            signal.signal(each, handler)


def run_reported(
    run: "Callable[[], Report]",
    empty: "Report",
    write: "Callable[[Report], None]",
    interruption: Interruption,
) -> "Report":
    """Do a run, write its reports and return the report.

    A run that cannot begin leaves reports that say why, for programs that read them. `empty` is the
    report of a run that has not begun; `write` writes one in every wanted format.

    Raises:
        FactsError: It cannot run.
        KeyboardInterrupt: An interrupt came that is none of the signals.
    """
    try:
        report = run()
    except FactsError as error:
        write(replace(empty, error=str(error)))
        raise
    except KeyboardInterrupt:
        if not interruption.is_set:
            raise
        message = f"{interruption.reason} before anything was sent"
        report = replace(empty, error=message, stop_signal=interruption.signal)
        click.echo(f"contracts: {message}", err=True)
    write(report)
    return report
