"""The command `contracts check`.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
from typing import Any

import click

from contracts.cli.commands import ContractsCommand
from contracts.cli.config_file import with_config
from contracts.cli.options import parameters_of
from contracts.cli.runs import run_reported, shown_run
from contracts.http.interruption import Interruption
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.options import settings_from
from contracts.run.settings.reports import read_reports
from openapi.command_line import examples

TARGETS = click.Argument(["targets"], metavar="[API=]URL...", nargs=-1, required=True)
"""The argument of `check` and `fuzz`."""


@with_config
@click.command(
    cls=ContractsCommand,
    epilog=examples(
        "contracts check http://127.0.0.1:4010 --wait 30s --profile ci --report junit=contract.xml",
        "contracts check placewise=https://staging.example --dry-run",
    ),
    short_help="Check servers against their contracts.",
    params=[TARGETS, *parameters_of(CheckSettings)],
)
def check(**options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
    """Check deployed servers: the documents' examples, documented requests, generated ones.

    A URL alone is checked against every loaded contract, API=URL against one. Without a path the
    API is expected at its documented base path.

    Sends GET, HEAD and OPTIONS only, unless --unsafe is given. Exits with 0 if every operation is
    proved without an error, 1 if there are errors or an operation is not proved, 2 if the check
    could not run, 130 or 143 if it was interrupted by SIGINT or SIGTERM; the reports then say how
    far it came.
    """
    if options["dry_run"]:
        _show_dry_run(check_settings(options))
        return
    from contracts.results.report import Report  # noqa: PLC0415 - --help must not wait for it

    run_reported(
        lambda interruption: run_check(check_settings(options), interruption),
        Report(targets={}, profile=options["profile"], seed=options["seed"]),
        read_reports(options["format"], options["output"], options["report"]),
        is_quiet=options["quiet"],
    )


def _show_dry_run(settings: CheckSettings) -> None:
    """Write what would be sent; files that the run could not use are refused as by the run."""
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - as above
    from contracts.reports.formats import refuse_unwritable  # noqa: PLC0415 - as above
    from contracts.results.baseline import read_baseline  # noqa: PLC0415 - as above
    from contracts.run.dry_run import format_dry_run, plan_requests  # noqa: PLC0415 - as above

    refuse_unwritable(each.path for each in settings.reports)
    if settings.baseline:
        read_baseline(settings.baseline)
    click.echo(format_dry_run(plan_requests(settings, SystemClock())))


def check_settings(options: dict[str, Any]) -> CheckSettings:
    """Return the settings of the options of `check`, with the environment of this process.

    Raises:
        OptionError: A value cannot be used.
    """
    return settings_from(
        CheckSettings, options, targets=tuple(options["targets"]), environ=dict(os.environ)
    )


def run_check(settings: CheckSettings, interruption: Interruption) -> Any:  # noqa: ANN401 - its type is imported late
    """Return the report of a run, known findings marked."""
    from contracts.results.baseline import apply_baseline, read_baseline  # noqa: PLC0415 - as above
    from contracts.run.check import check as run  # noqa: PLC0415

    # Read the baseline first: an error in it is reported before any request is sent.
    known = read_baseline(settings.baseline) if settings.baseline else ()
    with shown_run(is_quiet=settings.is_quiet) as shown:
        report = run(
            settings,
            shown.clock,
            fuzzer_of(settings),
            shown.on_step,
            second_opinion_factory(settings),
            interruption=interruption,
            examine=_examination(settings, shown.clock),
        )
    return apply_baseline(report, known, shown.clock.now().date())


def _examination(settings: CheckSettings, clock: Any) -> Any:  # noqa: ANN401 - as above
    """Return what examines the servers in several processes, or on a fleet; None for this one."""
    if settings.fleet is not None:
        from contracts.cli.fleet.opening import open_fleet  # noqa: PLC0415 - as above

        return open_fleet(settings, clock, click.get_current_context()).examine
    if settings.workers == 1:
        return None
    from contracts.run.parallel.processes import in_processes  # noqa: PLC0415 - as above

    return in_processes(settings.workers, _import_generator if fuzzer_of(settings) else bool)


def _import_generator() -> None:
    """Import the generator once, for all processes that are made of this one."""
    import contracts.fuzz.schemathesis.engine  # noqa: F401, PLC0415 - takes a second


def fuzzer_of(settings: CheckSettings) -> Any:  # noqa: ANN401 - its type is imported late
    """Return the generator of requests, None for a profile that generates none."""
    return _generate if settings.profile.max_examples else None


def _generate(*arguments: Any) -> Any:  # noqa: ANN401 - as above
    """Generate requests; imports the generator, for which a server that is away need not wait."""
    from contracts.fuzz.schemathesis.engine import fuzz  # noqa: PLC0415

    return fuzz(*arguments)


def second_opinion_factory(settings: CheckSettings) -> Any:  # noqa: ANN401 - as above
    """Return the factory of the judge of the generator's own rules, which witnesses need."""
    if not settings.profile.max_examples or settings.witnesses is None:
        return None
    from contracts.fuzz.schemathesis.checks import create_second_opinion  # noqa: PLC0415

    return create_second_opinion
