"""Merges the reports on parts of one run, or of several runs of the same check, into one.

The result is that of a single run: each operation once in the order of the document, one finding
for each cause, the traffic of all. What differs from a single run is listed in `DIFFERENT`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from contracts.http.client.limits import TrafficStats
from contracts.results.baseline import resolved_id
from contracts.results.finding import Occurrence, ReportedFinding
from contracts.results.gathering import as_one
from contracts.results.merging.operations import merged_operations
from contracts.results.merging.report_json import hashes_of
from contracts.results.report import ExampleReport, OperationReport, Report

DIFFERENT: Mapping[str, str] = {
    "started": "the earliest of all parts",
    "seconds": "how long all parts took; those of an operation are its own in any case",
    "exchanges/at": "the time of a request",
    "exchanges/elapsed_ms": "the duration of a request",
    "traffic/received_bytes": "answers have dates, and heads of different lengths",
    "notes": "the same sentences, grouped by part",
    "traffic/methods": "requests by which a run makes sure of the server before it is divided",
    "operations/rules/passes": "of rules between two answers: requests that are sent at the same "
    "time end in any order, in one process too",
    "repeat": "the options of the whole run",
}
"""What a merged report may have otherwise than that of a single process, with the reason."""


def merge(parts: Sequence[Report]) -> Report:
    """Return one report of parts of the same run.

    The first part gives what all share: profile, seed, options.
    """
    order = list(dict.fromkeys(api for part in parts for api in part.targets))
    operations = sorted(
        merged_operations(operation for part in parts for operation in part.operations),
        key=lambda each: (order.index(each.api) if each.api in order else len(order), each.place),
    )
    signals = [part.stop_signal for part in parts if part.stop_signal]
    starts = [part.started for part in parts if part.started]
    findings = merged_findings(parts, operations)
    return replace(
        parts[0],
        targets={api: url for part in parts for api, url in part.targets.items()},
        examples=_examples(part.examples for part in parts),
        operations=tuple(operations),
        findings=findings,
        tally=merged_tally(part.tally for part in parts),
        is_unsafe=any(part.is_unsafe for part in parts),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        seconds=max(part.seconds for part in parts),
        started=min(starts, default=None),
        stop_signal=signals[0] if signals else 0,
        is_nothing_chosen=all(part.is_nothing_chosen for part in parts),
        unchosen=unchosen_in_all(parts),
        error=next((part.error for part in parts if part.error), ""),
        resolved=_resolved(parts, findings),
        files={name: path for part in parts for name, path in part.files.items()},
        texts={name: text for part in parts for name, text in part.texts.items()},
        hashes={name: text for part in parts for name, text in hashes_of(part).items()},
    )


def _resolved(parts: Sequence[Report], findings: Iterable[ReportedFinding]) -> tuple[str, ...]:
    """Return the lines of known findings that were seen again in no part."""
    seen = {name for each in findings for name in (each.id, *each.former_ids)}
    lines = dict.fromkeys(line for part in parts for line in part.resolved)
    return tuple(line for line in lines if resolved_id(line) not in seen)


def unchosen_in_all(parts: Sequence[Report]) -> tuple[str, ...]:
    """Return the operations that no part has chosen, each as `API OPERATION`.

    Each part says it of the operations of its own APIs only.
    """
    every = dict.fromkeys(name for part in parts for name in part.unchosen)
    left = [(part.targets, frozenset(part.unchosen)) for part in parts]
    return tuple(
        name
        for name in every
        if all(name in names or name.partition(" ")[0] not in apis for apis, names in left)
    )


def merged_tally(tallies: Iterable[TrafficStats]) -> TrafficStats:
    """Return the sum of what was sent and received."""
    methods: Counter[str] = Counter()
    origins: Counter[str] = Counter()
    received = refused = 0
    for tally in tallies:
        methods.update(tally.methods)
        origins.update(tally.origins)
        received += tally.received_bytes
        refused += tally.refused
    return TrafficStats(
        methods=dict(methods), origins=dict(origins), received_bytes=received, refused=refused
    )


def merged_findings(
    parts: Sequence[Report], operations: Sequence[OperationReport]
) -> tuple[ReportedFinding, ...]:
    """Return one finding for each cause, worst first; those of documented examples stay single.

    Findings are gathered within each part; the operations are all of the run, in its order.
    """
    places = {(each.api, each.id): place for place, each in enumerate(operations)}
    by_cause: dict[tuple[str, ...], list[ReportedFinding]] = {}
    for found in (found for part in parts for found in part.findings):
        single = () if found.curl else (found.operation, found.note)
        by_cause.setdefault((found.api, found.id, *single), []).append(found)
    gathered = (_in_order(same, places) for same in by_cause.values())
    return tuple(sorted(gathered, key=lambda each: each.order))


def _in_order(
    found: Sequence[ReportedFinding], places: Mapping[tuple[str, str], int]
) -> ReportedFinding:
    """Return findings of one cause as one, its operations in the order of the document."""
    if len(found) == 1:
        return found[0]

    def place(each: ReportedFinding | Occurrence) -> int:
        return places.get((found[0].api, each.operation), len(places))

    merged = as_one(sorted(found, key=place))
    return replace(merged, occurrences=tuple(sorted(merged.occurrences, key=place)))


def _examples(parts: Iterable[ExampleReport]) -> ExampleReport:
    each = [*parts]
    return ExampleReport(
        passed=sum(part.passed for part in each),
        failed=sum(part.failed for part in each),
        skipped=sum(part.skipped for part in each),
    )
