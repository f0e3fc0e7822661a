"""What surrounds a run: its progress is shown, signals end it, and its reports are written."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from contracts.http.interruption import Interruption
from openapi.errors import FactsError

if TYPE_CHECKING:
    from contracts.http.clock import Clock
    from contracts.results.report import Report
    from contracts.run.progress import OnStep
    from contracts.run.settings.values import ReportFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """What a run gets from its command."""

    clock: "Clock"
    on_step: "OnStep"  # shows the progress


@contextmanager
def shown_run(*, is_quiet: bool) -> Iterator[ShownRun]:
    """Show the progress of a run on standard error."""
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - --help must not wait for it
    from contracts.run.progress import create_progress  # noqa: PLC0415

    clock = SystemClock()
    progress = create_progress(sys.stderr, clock, os.environ, is_quiet=is_quiet)
    try:
        yield ShownRun(clock=clock, on_step=progress)
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
    run: "Callable[[Interruption], Report]",
    empty: "Report",
    wanted: "Sequence[ReportFile]",
    show: "Callable[[Report], None]" = lambda _: None,
    *,
    is_quiet: bool,
) -> NoReturn:
    """Do a run, write its reports and end with its exit code.

    A run that cannot begin leaves reports that say why, for programs that read them. `run` gets the
    signals that come; `empty` is the report of a run that has not begun; `show` writes what the
    command shows beside the reports.

    Raises:
        FactsError: It cannot run, or a report cannot be written.
        KeyboardInterrupt: An interrupt came that is none of the signals.
        SystemExit: The run has ended.
    """
    from contracts.reports.formats import append_step_summary, refuse_unwritable, write_report  # noqa: PLC0415 - --help must not wait for it

    def write(report: "Report") -> None:
        show(report)
        for each in wanted:
            if not (report.error and each.format == "text" and each.path == "-"):
                write_report(report, each.format, each.path, is_quiet=is_quiet)

    refuse_unwritable(each.path for each in wanted)
    interruption = Interruption()
    with interrupted_by_signals(interruption):
        try:
            report = run(interruption)
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
        append_step_summary(report, [each.format for each in wanted], os.environ)
    raise SystemExit(int(report.exit_code))
