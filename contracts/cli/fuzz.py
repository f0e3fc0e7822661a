"""The command `contracts fuzz`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
import secrets
import sys
from functools import partial
from typing import Any

import click

from contracts.cli.check import TARGETS
from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import parameters_of
from contracts.cli.runs import run_reported
from contracts.http.interruption import Interruption
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import settings_from
from contracts.run.settings.reports import read_report_files
from openapi.command_line import examples

_SEEDS = 2**32

_Late = Any  # a type that is imported when the command runs


def _fuzz(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    from contracts.fuzz.fuzz_run import PROFILE  # noqa: PLC0415 - --help must not wait for it
    from contracts.results.report import Report  # noqa: PLC0415 - as above

    options |= {"seed": secrets.randbelow(_SEEDS) if options["seed"] is None else options["seed"]}
    run_reported(
        lambda interruption: _run(fuzz_settings(options), interruption),
        Report(targets={}, profile=PROFILE, seed=options["seed"]),
        read_report_files(options["report"]),
        partial(_show, options),
        is_quiet=options["quiet"],
    )


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


def _run(settings: FuzzSettings, interruption: Interruption) -> _Late:
    """Return the report of a run, known findings marked."""
    from contracts.fuzz.campaign import run_fuzz  # noqa: PLC0415 - as above
    from contracts.fuzz.fuzz_run import FuzzCallbacks  # noqa: PLC0415
    from contracts.fuzz.progress import FuzzProgress  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415

    clock = SystemClock()
    today = clock.now().date()
    known = read_baseline(settings.baseline) if settings.baseline else ()
    progress = FuzzProgress(
        sys.stderr, clock, os.environ, seconds=settings.seconds, is_quiet=settings.is_quiet
    )
    known_today = [entry for entry in known if entry.expires >= today]
    callbacks = FuzzCallbacks(tick=progress.tick, found=progress.found)
    try:
        fuzz = _fuzz_of(settings, clock)
        report = run_fuzz(settings, clock, callbacks, interruption, known_today, fuzz=fuzz)
    finally:
        progress.close()
    return apply_baseline(report, known, today, is_random=True)


def _fuzz_of(settings: FuzzSettings, clock: _Late) -> _Late:
    """Return what fuzzes the servers: this process, several, or a fleet."""
    if settings.fleet is not None:
        from contracts.cli.fleet.opening import open_fleet  # noqa: PLC0415 - as above
        from contracts.fuzz.parallel.campaign import on_fleet  # noqa: PLC0415

        return on_fleet(open_fleet(settings, clock, click.get_current_context()))
    if settings.workers > 1:
        from contracts.fuzz.parallel.campaign import in_processes  # noqa: PLC0415 - as above

        return in_processes()
    from contracts.fuzz.one_process import fuzz_here  # noqa: PLC0415 - as above

    return fuzz_here


def _show(options: dict[str, Any], report: _Late) -> None:
    from contracts.fuzz.summary import summary  # noqa: PLC0415 - as above
    from contracts.reports.formats import write_report  # noqa: PLC0415 - as above

    if options["format"] == "json":
        write_report(report, "json", "-", is_quiet=options["quiet"])
    elif not report.error:
        text = summary(report, corpus=options["corpus"], is_quiet=options["quiet"])
        click.echo(text, nl=False)


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
    "never answered with a success, 2 if the command could not run, 130 or 143 if it was "
    "interrupted by SIGINT or SIGTERM.",
)
with_config(fuzz)
