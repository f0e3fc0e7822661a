"""The command `contracts check`.

Imports nothing heavy before it runs, so that `--help` is quick.
"""

import os
import sys
from pathlib import Path
from typing import Any

import click

from contracts.cli.options import (
    connection_options,
    document_options,
    env_option,
    header_option,
    production_option,
    rate_option,
    spec_option,
    timeout_option,
    unsafe_option,
)

FORMATS = ("text", "json", "junit", "html", "github")
SEVERITIES = ("error", "warning", "info")
PROFILES = ("smoke", "ci", "full")


@click.command(short_help="Check servers against their contracts.")
@click.argument("targets", metavar="[API=]URL...", nargs=-1, required=True)
@spec_option
@document_options
@click.option(
    "--reading",
    multiple=True,
    metavar="ID=NAME",
    help="How to read a discrepancy of the documents; repeatable.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="ci",
    show_default=True,
    help="How thorough: documented requests (smoke), generated ones too (ci), many (full).",
)
@click.option(
    "--rules",
    multiple=True,
    metavar="SET",
    help="Judge an opt-in set of rules as well, such as lifecycle; repeatable.",
)
@header_option("Add a header to every request; it is never shown; repeatable.")
@env_option
@click.option(
    "--param",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value that exists on the server, or @FILE with one on each line; repeatable.",
)
@click.option("--wait", default="0s", metavar="30s", help="Wait so long for the first answer.")
@timeout_option
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**63),
    default=1,
    show_default=True,
    help="The same seed sends the same requests.",
)
@unsafe_option
@click.option(
    "--probe-access",
    is_flag=True,
    help="Try wrong credentials off this machine, too; this may lock an account.",
)
@production_option("Check servers that a contract marks as production.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@rate_option
@click.option(
    "--max-requests",
    type=click.IntRange(min=1),
    metavar="N",
    help="Requests of the whole run.  [default: 500 off this machine]",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="N",
    help="Bytes of all answers, decoded; what it cuts is not proved.  "
    "[default: 64 MiB off this machine, else 256 MiB]",
)
@click.option(
    "--max-time",
    metavar="10m",
    help="Time of the whole run, judging included; what it cuts is not proved.  "
    "[default: smoke 5m, ci 10m, full 30m]",
)
@click.option(
    "--max-server-errors",
    type=click.IntRange(min=0),
    metavar="N",
    help="Answers of 5xx in a row, then the server is left alone; 0 goes on.  "
    "[default: 20 off this machine]",
)
@connection_options
@click.option("--strict", is_flag=True, help="Warnings fail the run, those about documents too.")
@click.option(
    "--format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What to write to standard output.",
)
@click.option("--output", metavar="FILE", help="Write that report to a file instead.")
@click.option(
    "--report",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write one more report; repeatable.",
)
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="info",
    show_default=True,
    help="The least severity that is shown.",
)
@click.option(
    "--only", multiple=True, metavar="RULE", help="Judge this check or rule alone; repeatable."
)
@click.option(
    "--skip", multiple=True, metavar="RULE", help="Leave out a check or rule; repeatable."
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Known findings, which fail only when they have expired.",
)
@click.option(
    "--witnesses",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the shortest requests that show each failing finding, for `contracts replay`.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show findings and the result, nothing else.")
def check(**options: Any) -> None:  # noqa: ANN401  # click gives what the options declare
    """Check deployed servers: the documents' examples, documented requests, generated ones.

    A bare URL is checked against every loaded contract, API=URL against one. Without a path the
    API is looked for at its documented base path.

    Sends GET, HEAD and OPTIONS only, unless --unsafe is given. Ends with 0 when all is well, 1
    when something is wrong or not proved, 2 when the check could not run.
    """
    from contracts.cli.check_settings import (  # noqa: PLC0415  # --help must not wait for it
        settings_from_options,
    )
    from contracts.reports.catalogue import refuse_unwritable, write_report  # noqa: PLC0415

    settings = settings_from_options(options)
    if options["dry_run"]:
        from contracts.run.dry_run import format_dry_run, plan_requests  # noqa: PLC0415

        click.echo(format_dry_run(plan_requests(settings)))
        return
    refuse_unwritable(wanted.path for wanted in settings.reports)
    report = run_check(options)
    for wanted in settings.reports:
        write_report(report, wanted.format, wanted.path, is_quiet=settings.is_quiet)
    raise SystemExit(int(report.exit_code))


def run_check(options: dict[str, Any]) -> Any:  # noqa: ANN401  # its type is imported late
    """Return the report of a run with the options of `check`."""
    from contracts.cli.check_settings import settings_from_options  # noqa: PLC0415
    from contracts.http.clock import SystemClock  # noqa: PLC0415
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415  # as above
    from contracts.run.check import check as run  # noqa: PLC0415
    from contracts.run.progress import create_progress  # noqa: PLC0415

    settings, clock = settings_from_options(options), SystemClock()
    # A baseline that cannot be read is told before anything is sent.
    known = read_baseline(options["baseline"]) if options["baseline"] else ()
    progress = create_progress(sys.stderr, clock, os.environ, is_quiet=settings.is_quiet)
    try:
        report = run(
            settings, clock, _fuzzer(settings), progress, _second_opinion_factory(settings)
        )
    finally:
        progress.close()
    return apply_baseline(report, known, clock.now().date())


def _fuzzer(settings: Any) -> Any:  # noqa: ANN401  # their types are imported late
    """Return the generator of requests, imported only when the profile needs it."""
    if not settings.profile.max_examples:
        return None
    from contracts.fuzz.schemathesis.engine import fuzz  # noqa: PLC0415

    return fuzz


def _second_opinion_factory(settings: Any) -> Any:  # noqa: ANN401  # as above
    """Return what makes the judge of the generator's own rules; witnesses alone need it."""
    if not settings.profile.max_examples or settings.witnesses is None:
        return None
    from contracts.fuzz.schemathesis.checks import create_second_opinion  # noqa: PLC0415

    return create_second_opinion
