"""Tests of the merge of reports."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.http.client.limits import TrafficStats
from contracts.results.finding import Finding, ReportedFinding
from contracts.results.gathering import gather
from contracts.results.merging.merge import merge
from contracts.results.report import ExampleReport, OperationReport, Report
from openapi.contract import Severity

NAMES = tuple("abcdef")


def part(names, found=(), **changes):
    """Return a report on some operations of a document."""
    operations = tuple(
        OperationReport(api="x", id=name, method="GET", path=f"/{name}", place=NAMES.index(name))
        for name in names
    )
    given = {"targets": {"x": "http://x"}, "profile": "ci", "seed": 1, **changes}
    findings = tuple(sorted(gather(found), key=lambda each: each.order))
    return Report(operations=operations, findings=findings, **given)


def found(operation, cause, severity=Severity.ERROR):
    """Return a finding in one operation."""
    finding = Finding(rule="schema", severity=severity, message=f"in {operation}")
    return ReportedFinding(
        id=cause, api="x", operation=operation, finding=finding, curl=f"curl {operation}",
        former_ids=(f"{operation}{cause}",),
    )  # fmt: skip


FOUND = st.builds(
    found, st.sampled_from(NAMES), st.sampled_from(["1", "2"]), st.sampled_from(Severity)
)


@settings(max_examples=40)
@given(
    st.lists(FOUND, max_size=8, unique_by=lambda each: (each.operation, each.id)),
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
def test_the_merge_of_parts_is_the_whole(findings, owners):
    """However operations are divided, order, causes and counts are those of one run."""
    findings.sort(key=lambda each: NAMES.index(each.operation))
    whole = part(NAMES, findings)
    parts = [
        part(
            [name for name, owner in zip(NAMES, owners, strict=True) if owner == number],
            [each for each in findings if owners[NAMES.index(each.operation)] == number],
        )
        for number in range(3)
    ]

    merged = merge(parts)

    assert merged.operations == whole.operations
    assert merged.findings == whole.findings
    assert merge([merge(parts[:2]), parts[2]]) == merged


def test_traffic_examples_and_notes_are_added():
    """What was sent is summed up, each note is there once."""
    [one, other] = [
        part(name, notes=("both", name), examples=ExampleReport(passed=1), seconds=number,
             tally=TrafficStats(methods={"GET": 2, "HEAD": number}, origins={"http://x": 3}))
        for number, name in enumerate("ab", 1)
    ]  # fmt: skip
    merged = merge([one, other])

    assert merged.tally.methods == {"GET": 4, "HEAD": 3}
    assert merged.tally.origins == {"http://x": 6}
    assert merged.examples.passed == 2
    assert merged.notes == ("both", "a", "b")
    assert merged.seconds == 2


def test_an_interrupt_or_an_error_of_one_part_is_that_of_the_whole():
    """A run of which a part could not be done is never green."""
    merged = merge([part("a"), part("b", stop_signal=2), part("c", error="no server")])

    assert merged.exit_code == 130
    assert merge([part("a"), part("c", error="no server")]).exit_code == 2


def test_faults_of_documented_examples_stay_single():
    """The same fault of two examples is two, as in one run."""
    faults = [replace(found(name, "1"), curl="", note=f"example {name}") for name in "ab"]
    merged = merge(
        [replace(part(name), findings=(fault,)) for name, fault in zip("ab", faults, strict=True)]
    )

    assert merged.findings == tuple(faults)


def test_a_known_finding_of_one_run_has_not_vanished_in_the_other():
    """The merge shows it once, as known."""
    known = replace(found("a", "0a1b"), accepted="until 2027-01-01")
    gone = ("schema  (a) 0a1b: in a", "schema  (b) 2c3d: in b: other")

    merged = merge([part("ab", [known]), part("ab", resolved=gone)])

    assert [each.accepted for each in merged.findings] == ["until 2027-01-01"]
    assert merged.resolved == gone[1:]
