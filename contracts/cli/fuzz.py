"""The command `contracts fuzz`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import click

from contracts.cli.check import check

_SEEDS = 2**32
_OF_CHECK = frozenset(
    {
        "targets",
        "spec",
        "root",
        "max_document_bytes",
        "max_document_files",
        "reading",
        "rules",
        "header",
        "env",
        "param",
        "wait",
        "timeout",
        "unsafe",
        "allow_production",
        "rate",
        "max_requests",
        "max_bytes",
        "max_server_errors",
        "proxy",
        "tls_ca",
        "tls_insecure",
        "tls_cert",
        "tls_key",
        "strict",
        "report",
        "severity",
        "only",
        "skip",
        "baseline",
        "quiet",
    }
)
"""Options of `check` that mean the same here."""

_FIXED = {
    "profile": "ci",
    "probe_access": False,
    "max_time": None,
    "format": "text",
    "output": None,
    "witnesses": None,
}
"""Options of `check` that are none here, and what they are."""


def _fuzz(**options: Any) -> None:  # noqa: ANN401  # click gives what the options declare
    from dataclasses import replace  # noqa: PLC0415  # --help must not wait for all this

    from contracts.cli.check_settings import settings_from_options  # noqa: PLC0415
    from contracts.fuzz.campaign import FuzzCallbacks, FuzzSettings, run_fuzz  # noqa: PLC0415
    from contracts.fuzz.progress import FuzzProgress  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415

    clock = SystemClock()
    today = clock.now().date()
    seed = secrets.randbelow(_SEEDS) if options["seed"] is None else options["seed"]
    settings = settings_from_options({**options, **_FIXED, "seed": seed})
    known = read_baseline(options["baseline"]) if options["baseline"] else ()
    wanted = FuzzSettings(
        settings=settings,
        seconds=_seconds(options["for"]),
        corpus=options["corpus"],
        witnesses=options["witness_dir"],
        known={entry.id: entry for entry in known if entry.expires >= today},
    )
    progress = FuzzProgress(
        sys.stderr, clock, os.environ, seconds=wanted.seconds, is_quiet=settings.is_quiet
    )
    with stop_on_signal() as stop:
        watch = FuzzCallbacks(
            tick=progress.tick, found=progress.found, is_over=stop.is_set, close=stop.set
        )
        try:
            report = run_fuzz(wanted, clock, watch)
        finally:
            progress.close()
        # That a random run has not met something does not mean that it is gone.
        report = replace(apply_baseline(report, known, today), resolved=())
        _write(report, wanted, is_json=options["json"])
    raise SystemExit(int(report.exit_code))


def _seconds(text: str) -> float:
    from contracts.errors import OptionError  # noqa: PLC0415
    from contracts.run.settings import parse_duration  # noqa: PLC0415

    seconds = parse_duration(text, "--for")
    if seconds <= 0:
        raise OptionError(
            "a run takes some time", where="--for", found=repr(text[:40]), allowed="90s, 10m or 1h"
        )
    return seconds


def _write(report: Any, wanted: Any, *, is_json: bool) -> None:  # noqa: ANN401  # imported late
    from contracts.fuzz.summary import summary  # noqa: PLC0415
    from contracts.reports.catalogue import write_report  # noqa: PLC0415

    settings = wanted.settings
    if is_json:
        write_report(report, "json", "-", is_quiet=settings.is_quiet)
    else:
        text = summary(report, corpus=wanted.corpus, is_quiet=settings.is_quiet)
        click.echo(text, nl=False)
    for one in settings.reports[1:]:
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

    def pass_over(lost: Any) -> None:  # noqa: ANN401  # the type has no public name at run time
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
    params=[
        *(param for param in check.params if param.name in _OF_CHECK),
        click.Option(
            ["--for"],
            default="1m",
            show_default=True,
            metavar="10m",
            help="How long: 90s, 10m, 1h.",
        ),
        click.Option(
            ["--seed"],
            type=click.IntRange(min=0, max=2**63),
            help="The same seed makes the same requests.  [default: another one each time]",
        ),
        click.Option(
            ["--corpus"],
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("fuzz", "corpus"),
            show_default=True,
            metavar="DIR",
            help="What led to findings: kept between runs, and tried first.",
        ),
        click.Option(
            ["--witness-dir"],
            type=click.Path(path_type=Path, file_okay=False),
            default=Path("fuzz", "witnesses"),
            show_default=True,
            metavar="DIR",
            help="Where a witness of each new finding is written, for `contracts replay`.",
        ),
        click.Option(["--json"], is_flag=True, help="Write JSON instead of the summary."),
    ],
    help="Fuzz deployed servers: requests around documented ones and around what the schema "
    "allows, changed by pieces and by bytes, until the time is up.\n\n"
    "New findings are written as they come, and shortened. An interrupt ends the run as the time "
    "does: corpus, witnesses and summary are whole. Sends GET, HEAD and OPTIONS only, unless "
    "--unsafe is given. Ends with 0 when nothing new is wrong, 1 when something is or an "
    "operation never answered with a success, 2 when the command could not run.",
)
