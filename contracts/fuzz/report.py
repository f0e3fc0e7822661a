"""The report of a fuzz run, of one process or of several workers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.http.requests.environment import environment_notes
from contracts.http.requests.targets import Target
from contracts.results.finding import ORDER, ReportedFinding
from contracts.results.report import OperationReport, Report, with_places
from contracts.run.check import UNSAFE_SKIPPED
from contracts.run.judging import skipped_report
from contracts.run.preparation import report_on, secret_parameters
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.repetition import options_to_repeat, with_replay_options

PROFILE = "fuzz"


def fuzz_report(
    settings: FuzzSettings,
    targets: Sequence[Target],
    by_operation: Mapping[tuple[str, str], OperationReport],
    found: Iterable[ReportedFinding],
) -> Report:
    """Return the report of a run, without traffic and times.

    `by_operation` has the report on each operation that was called, by API and id.
    """
    lowest = ORDER[settings.min_severity]
    shown = [each for each in found if ORDER[each.finding.severity] <= lowest]
    secrets = secret_parameters(targets)
    return replace(
        report_on(targets, settings, PROFILE, settings.seed),
        operations=tuple(
            report
            for target in targets
            for contract in (target.contract,)
            for report in with_places(
                (
                    by_operation.get((contract.api, operation.id))
                    or skipped_report(contract, operation, UNSAFE_SKIPPED)
                    for operation in target.operations
                ),
                contract,
            )
        ),
        findings=with_replay_options(sorted(shown, key=lambda each: each.order), settings, secrets),
        repeat=options_to_repeat(settings, secrets),
    )


def variables_read(targets: Sequence[Target], settings: FuzzSettings) -> Iterator[str]:
    """Yield which variables of the environment are read, and which are refused."""
    for target in targets:
        yield from environment_notes(target.contract, settings.environ, settings.env)
