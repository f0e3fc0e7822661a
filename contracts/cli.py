"""The command `contracts`.

Imports nothing heavy before a command runs, so that `--help` is quick.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from contracts.baseline_cli import create_baseline
from contracts.config_file import with_config
from contracts.explain_cli import explain
from contracts.replay_cli import replay
from contracts.selftest_cli import selftest

FORMATS = ("text", "json", "junit", "html", "github")
SEVERITIES = ("error", "warning", "info")
PROFILES = ("smoke", "ci", "full")
COULD_NOT_RUN = 2
INTERRUPTED = 130


class Lines(click.ParamType[str]):
    """Text; several values in one variable stand on lines of their own."""

    name = "text"
    envvar_list_splitter = "\n"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="specimen", prog_name="contracts")
def contracts() -> None:
    """Check servers against the contracts of their APIs.

    Every option can be given in the environment: --profile of `check` is CONTRACTS_CHECK_PROFILE.
    Several values are separated by spaces, headers by line breaks.
    """


@contracts.command()
@click.argument("targets", metavar="[API=]URL...", nargs=-1, required=True)
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="An OpenAPI 3.0 document, in place of the packaged ones; repeatable.",
)
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
@click.option(
    "--header",
    type=Lines(),
    multiple=True,
    metavar="'NAME: VALUE'",
    help="Add a header to every request; it is never shown; repeatable.",
)
@click.option(
    "--param",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value that exists on the server, or @FILE with one on each line; repeatable.",
)
@click.option("--wait", default="0s", metavar="30s", help="Wait so long for the first answer.")
@click.option(
    "--timeout", default="10s", show_default=True, metavar="10s", help="Patience for one answer."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0, max=2**63),
    default=1,
    show_default=True,
    help="The same seed sends the same requests.",
)
@click.option("--unsafe", is_flag=True, help="Also send requests that could change something.")
@click.option(
    "--probe-access",
    is_flag=True,
    help="Try wrong credentials off this machine, too; this may lock an account.",
)
@click.option(
    "--allow-production", is_flag=True, help="Check servers that a contract marks as production."
)
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option(
    "--rate",
    type=click.FloatRange(min=0, max=10_000),
    metavar="N",
    help="Requests in a second; 0 does not pace them.  [default: 5 off this machine]",
)
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
    help="Bytes of all answers.  [default: 64 MiB off this machine]",
)
@click.option(
    "--max-time", metavar="10m", help="Time of the whole run.  [default: 10m off this machine]"
)
@click.option(
    "--max-server-errors",
    type=click.IntRange(min=0),
    metavar="N",
    help="Answers of 5xx in a row, then the server is left alone; 0 goes on.  "
    "[default: 20 off this machine]",
)
@click.option("--proxy", metavar="URL", help="Go through http://HOST:PORT.")
@click.option(
    "--tls-ca", type=click.Path(path_type=Path), metavar="FILE", help="Trust these certificates."
)
@click.option("--tls-insecure", is_flag=True, help="Trust any certificate.")
@click.option(
    "--tls-cert", type=click.Path(path_type=Path), metavar="FILE", help="Show this certificate."
)
@click.option(
    "--tls-key", type=click.Path(path_type=Path), metavar="FILE", help="The key of --tls-cert."
)
@click.option("--strict", is_flag=True, help="Warnings fail the run.")
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
    from contracts.reports.catalogue import write_report  # noqa: PLC0415  # as above

    settings = _settings(options)
    if options["dry_run"]:
        from contracts.checking import rehearse  # noqa: PLC0415
        from contracts.rehearsal import plan_text  # noqa: PLC0415

        click.echo(plan_text(rehearse(settings)))
        return
    report = _report(options)
    for wanted in settings.reports:
        write_report(report, wanted.format, wanted.path, is_quiet=settings.is_quiet)
    raise SystemExit(int(report.exit_code))


def _report(options: dict[str, Any]) -> Any:  # noqa: ANN401  # its type is imported late
    """Return the report of a run with the options of `check`."""
    from contracts.baseline import read_baseline, with_baseline  # noqa: PLC0415  # as above
    from contracts.checking import check as run  # noqa: PLC0415
    from contracts.clock import SystemClock  # noqa: PLC0415
    from contracts.progress import create_progress  # noqa: PLC0415

    settings, clock = _settings(options), SystemClock()
    # A baseline that cannot be read is told before anything is sent.
    known = read_baseline(options["baseline"]) if options["baseline"] else ()
    progress = create_progress(sys.stderr, clock, os.environ, is_quiet=settings.is_quiet)
    try:
        report = run(settings, clock, _fuzzer(settings), progress)
    finally:
        progress.close()
    return with_baseline(report, known, clock.now().date())


with_config(check)
contracts.add_command(explain)
contracts.add_command(replay)
contracts.add_command(selftest)
contracts.add_command(create_baseline(check, _report))


def _fuzzer(settings: Any) -> Any:  # noqa: ANN401  # their types are imported late
    """Return the generator of requests, imported only when the profile needs it."""
    if not settings.profile.max_examples:
        return None
    from contracts.fuzzing import fuzz  # noqa: PLC0415

    return fuzz


def _settings(options: dict[str, Any]) -> Any:  # noqa: ANN401  # its type is imported late
    from contracts import settings as s  # noqa: PLC0415
    from contracts.credentials import parse_header  # noqa: PLC0415
    from contracts.dialing import create_dialing  # noqa: PLC0415
    from contracts.reports.catalogue import REPORTS  # noqa: PLC0415
    from contracts.restraint import Restraint  # noqa: PLC0415
    from openapi.contract import Severity  # noqa: PLC0415

    first = s.ReportFile(format=options["format"], path=options["output"] or "-")
    more = (s.parse_report(text, REPORTS) for text in options["report"])
    return s.Settings(
        targets=tuple(options["targets"]),
        specs=tuple(options["spec"]),
        readings=s.parse_pairs(options["reading"], "--reading", "ID=NAME"),
        profile=s.PROFILES[options["profile"]],
        sets=frozenset(options["rules"]),
        headers=tuple(parse_header(text) for text in options["header"]),
        known=s.parse_known(options["param"]),
        environ=dict(os.environ),
        wait_seconds=s.parse_duration(options["wait"], "--wait"),
        timeout_seconds=s.parse_duration(options["timeout"], "--timeout"),
        seed=options["seed"],
        is_unsafe=options["unsafe"],
        is_probing_access=options["probe_access"],
        is_production_allowed=options["allow_production"],
        restraint=Restraint(
            per_second=options["rate"],
            max_requests=options["max_requests"],
            max_seconds=s.parse_duration(options["max_time"], "--max-time")
            if options["max_time"]
            else None,
            max_bytes=options["max_bytes"],
            max_server_errors=options["max_server_errors"],
        ),
        dialing=create_dialing(
            ca=options["tls_ca"],
            is_insecure=options["tls_insecure"],
            certificate=options["tls_cert"],
            key=options["tls_key"],
            proxy=options["proxy"] or "",
        ),
        is_strict=options["strict"],
        reports=(first, *more),
        is_quiet=options["quiet"],
        witnesses=options["witnesses"],
        only=frozenset(options["only"]),
        skip=frozenset(options["skip"]),
        lowest=Severity(options["severity"]),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    try:
        contracts.main(
            args=arguments,
            prog_name="contracts",
            standalone_mode=False,
            auto_envvar_prefix="CONTRACTS",
        )
    except click.ClickException as error:
        _end(_usage(error))
    except click.Abort:
        sys.stderr.write("interrupted\n")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # the one handler for what nobody expected
        if not _is_expected(error):
            _end(_apology(error))
        _end(str(error))


def _end(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(COULD_NOT_RUN)


def _is_expected(error: Exception) -> bool:
    """Whether the error is one of ours, made to be read."""
    from contracts.errors import ContractsError  # noqa: PLC0415
    from openapi.errors import SpecError  # noqa: PLC0415

    return isinstance(error, ContractsError | SpecError)


def _usage(error: click.ClickException) -> str:
    """Return a wrong command line in four parts."""
    from contracts.errors import OptionError  # noqa: PLC0415

    context = getattr(error, "ctx", None)
    command = context.command_path if context else "contracts"
    message = error.format_message()
    return str(
        OptionError(
            f"{message[:1].lower()}{message[1:]}".rstrip("."),
            where=f"command line of {command}",
            advice=f"see {command} --help",
        )
    )


def _apology(error: Exception) -> str:
    with NamedTemporaryFile(
        "w", prefix="contracts-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(error, file=log)
    return (
        f"contracts has met a fault of its own ({type(error).__name__}), sorry.\n"
        f"  where    {log.name}\n"
        "  do       send us that file; look first whether it holds anything secret"
    )


if __name__ == "__main__":
    main()
