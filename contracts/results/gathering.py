"""Gathers the findings of all operations: one cause is one finding."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from contracts.results.finding import ORDER, Occurrence, ReportedFinding


def gather(found: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    """Return one finding for each cause, with all operations in which it shows.

    A finding about the contract's own example is not one of the server's with the same id.
    """
    by_cause: dict[tuple[str, str, bool], list[ReportedFinding]] = {}
    for each in found:
        by_cause.setdefault((each.api, each.id, bool(each.curl)), []).append(each)
    return tuple(map(as_one, by_cause.values()))


def as_one(found: Sequence[ReportedFinding]) -> ReportedFinding:
    """Return findings of one cause as one: the worst, of equally bad ones the first."""
    occurrences: dict[str, Occurrence] = {}
    for each in (occurrence for one in found for occurrence in occurrences_of(one)):
        first = occurrences.setdefault(each.operation, replace(each, count=0))
        occurrences[each.operation] = replace(first, count=first.count + each.count)
    shown = min(found, key=lambda each: ORDER[each.finding.severity])
    return replace(
        shown,
        count=sum(each.count for each in found),
        occurrences=tuple(occurrences.values()),
        former_ids=tuple(sorted({former for each in found for former in each.former_ids})),
        witness=shown.witness or next((each.witness for each in found if each.witness), ""),
    )


def occurrences_of(found: ReportedFinding) -> tuple[Occurrence, ...]:
    """Return the occurrences of a finding; of one that is not gathered, the only one."""
    return found.occurrences or (
        Occurrence(
            operation=found.operation,
            count=found.count,
            message=found.finding.message,
            pointer=found.finding.pointer,
            status=found.status,
            curl=found.curl,
        ),
    )
