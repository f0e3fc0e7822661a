"""Examines servers in parts, and makes of the parts what one process would have found.

The order: make sure of the base paths, divide, let workers do the units, merge. Who does the units
is an argument: processes of this machine (`contracts.run.parallel.pool`), or other machines.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from contracts.results.merging.merge import merge, merged_findings
from contracts.results.report import OperationReport, Report, unproved_by, with_places
from contracts.run.check import CheckRun, Examined
from contracts.run.judging import empty_report, skipped_report
from contracts.run.parallel.budgets import Budgets
from contracts.run.parallel.planning import plan_check
from contracts.run.parallel.schedule import Schedule, Unproved
from contracts.run.probing.targets import called_operations
from contracts.run.progress import Reached, notes_on_end, notes_on_load
from contracts.run.session import CheckSession
from contracts.run.target_judging import UNSAFE_SKIPPED
from openapi.text.listing import listed

MAX_NAMED = 8  # operations that a note names; further ones are counted

DoUnits = Callable[[Schedule, Budgets], None]
"""Begins units of a schedule and gives it their results, until it is over."""


def examine_divided(
    sessions: Sequence[CheckSession],
    run: CheckRun,
    *,
    workers: int,
    do: DoUnits,
    spent: int = 0,
) -> Examined:
    """Return what the units of a run have found together.

    The requests of the sessions, one for each API, are counted in the transport of the run; those
    in `spent`, which were sent before, are not. `do` lets the workers work.
    """
    settings = run.settings
    units = plan_check([session.target for session in sessions], settings, workers)
    schedule = Schedule(units)
    budgets = Budgets(run.transport.limits, sum(len(unit.operations) for unit in units))
    budgets.spend(run.transport.tally.requests + spent, run.transport.kept_bytes)
    do(schedule, budgets)
    left = _not_called(sessions, run)
    lost = [_unproved(sessions, each) for each in schedule.unproved]
    parts = [each.report for each in schedule.partials]
    whole = Report(
        targets={session.target.contract.api: session.target.base_url for session in sessions},
        profile=settings.profile.name,
        seed=settings.seed,
        operations=(*left, *(report for reports in lost for report in reports)),
    )
    merged = merge([whole, *parts])
    return Examined(
        operations=merged.operations,
        findings=merged_findings(parts, merged.operations),
        notes=[*_notes(sessions, schedule), *_notes_on_units(schedule)],
        tally=merged.tally,
    )


def _not_called(sessions: Sequence[CheckSession], run: CheckRun) -> Iterator[OperationReport]:
    """Yield the reports on operations that could change something and are left out."""
    for session in sessions:
        target = session.target
        called = {each.id for each in called_operations(target, run.settings)}
        reports = (
            skipped_report(target.contract, each, UNSAFE_SKIPPED)
            for each in target.operations
            if each.id not in called
        )
        yield from with_places(reports, target.contract)


def _unproved(sessions: Sequence[CheckSession], lost: Unproved) -> tuple[OperationReport, ...]:
    """Return the reports on operations of which nothing is known."""
    [target] = [s.target for s in sessions if s.target.contract.api == lost.unit.api]
    names = frozenset(lost.unit.operations)
    reports = (
        replace(unproved_by(empty_report(target.contract, each), lost.reason))
        for each in target.contract.operations
        if each.id in names
    )
    return with_places(reports, target.contract)


def _notes_on_units(schedule: Schedule) -> Iterator[str]:
    """Yield a sentence for each API and reason why units have no result, or were done again."""
    for api, reason, names in _by_reason(schedule.unproved):
        yield f"{api}: not proved, because {reason}: {names}."
    for api, reason, names in _by_reason(schedule.repeated):
        why = f"a worker gave no result, since {reason}"
        yield f"{api}: {why}; its part was done again: {names}."


def _by_reason(units: Sequence[Unproved]) -> Iterator[tuple[str, str, str]]:
    """Yield each API and reason, with the operations of its units."""
    names: dict[tuple[str, str], list[str]] = {}
    for each in units:
        names.setdefault((each.unit.api, each.reason), []).extend(each.unit.operations)
    for (api, reason), every in names.items():
        yield api, reason, listed(every, MAX_NAMED)


def _notes(sessions: Sequence[CheckSession], schedule: Schedule) -> Iterator[str]:
    """Yield the notes of the parts and then of the session of each API, each sentence once."""
    for session in sessions:
        api = session.target.contract.api
        own = [each for each in schedule.partials if api in each.report.targets]
        # Of units without a result nothing is known, so no operation of theirs got anything.
        without = [each.unit.operations for each in schedule.unproved if each.unit.api == api]
        unknown = [Reached(called=names, asked_once=names) for names in without]
        ends = notes_on_end(api, [*(each.reached for each in own), *unknown])
        yield from map(session.credentials.redactor.text, ends)
        yield from notes_on_load(api, [each.reached for each in own])
        yield from dict.fromkeys(note for each in own for note in each.report.notes)
        yield from session.notes
