"""Tests of the last screen of a fuzz run."""

from dataclasses import replace
from pathlib import Path

from contracts.fuzz.summary import MAX_FINDINGS, summary
from contracts.http.client.limits import TrafficStats
from tests.contracts.example_report import UNPROVED, report

CORPUS = Path("fuzz/corpus")
RUN = replace(report(), profile="fuzz", tally=TrafficStats(methods={"GET": 3, "POST": 1}))


def lines(run, *, is_quiet=False):
    """Return the lines of a summary."""
    return summary(run, corpus=CORPUS, is_quiet=is_quiet).splitlines()


def test_worst_first_and_the_next_command_last():
    """A finding with a witness is replayed next."""
    found = replace(RUN.findings[0], witness="a b.json", accepted="")
    shown = lines(replace(RUN, findings=(found,)))

    assert shown[0].startswith(f"{found.finding.severity.value:<7}  {found.finding.rule}")
    assert shown[2] == "         try    contracts replay 'a b.json'"
    assert shown[3] == f"         or     {found.curl}"
    assert shown[-1] == "next: contracts replay 'a b.json'"


def test_without_findings_more_time_is_next():
    """With the same corpus."""
    shown = lines(replace(RUN, findings=(), repeat=("--unsafe",)))

    assert shown[-1].startswith("next: contracts fuzz ")
    assert shown[-1].endswith(" --unsafe --for 10m --corpus fuzz/corpus")


def test_what_was_sent_is_proved():
    """Requests that could change something are reported apart."""
    assert any("3 GET, 0 HEAD, 0 OPTIONS, 1 other;" in line for line in lines(RUN))


def test_quiet_leaves_findings_and_result():
    """Nothing else."""
    shown = lines(replace(RUN, findings=()), is_quiet=True)

    assert [line.split(":")[0] for line in shown] == ["passed"]


def test_it_is_one_screen():
    """Many findings are counted."""
    many = tuple(replace(RUN.findings[0], id=str(n), accepted="") for n in range(50))
    shown = lines(replace(RUN, findings=many))

    assert len(shown) <= 4 * MAX_FINDINGS + 12
    assert "and 38 more: see --format json" in shown


def test_a_known_finding_is_reported_in_one_line():
    """With the day on which it fails again, and what it is."""
    found = replace(RUN.findings[0], accepted="until 2027-01-01, me")
    shown = lines(replace(RUN, findings=(found,)), is_quiet=True)

    assert shown[0].startswith("known    ")
    assert shown[0].endswith(f"until 2027-01-01, me; {found.finding.message}")
    assert "1 known" in shown[-1]


def test_what_is_not_proved_is_counted():
    """It fails the run, so the last line says so."""
    shown = lines(replace(RUN, findings=(), operations=(UNPROVED,)), is_quiet=True)

    assert shown == ["FAILED: 0 errors, 0 warnings, 1 not proved (fuzz, seed 1, 1.2 s)"]
