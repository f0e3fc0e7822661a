"""Tests of judging the contract's own examples."""

import json

from contracts.http.clock import SystemClock
from contracts.http.deadline import Deadline
from contracts.reports.json import render as as_json
from contracts.reports.text import render
from contracts.results.report import ExitCode
from contracts.run.check import check
from contracts.run.preparation import prepare
from contracts.run.recorded.contract_examples import check_examples
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.contract import Severity
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def judged(folder, before="", after=""):
    """Return what becomes of the shop's examples, with a text of its document changed."""
    for name in ("shop.yaml", "discrepancies.yaml"):
        text = (SPEC.parent / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(before, after), encoding="utf-8")
    settings = CheckSettings(targets=("http://127.0.0.1:9",), specs=(folder / "shop.yaml",))
    report, findings, _ = check_examples(prepare(settings), settings, SystemClock())
    return report, findings


def test_examples_are_counted(tmp_path):
    """Two satisfy the contract, the placeholder is not judged; no request is sent."""
    report, findings = judged(tmp_path)

    assert (report.passed, report.failed, report.skipped) == (2, 0, 1)
    assert findings == []


def test_a_broken_example_is_found_with_its_line(tmp_path):
    """A contract that contradicts itself says so before any server does."""
    report, findings = judged(tmp_path, "done: 4", "done: 40")

    assert report.failed == 1
    assert [found.finding.rule for found in findings] == ["shop.parts-within-total"]
    assert findings[0].curl == ""
    assert findings[0].finding.contract.startswith("shop.yaml:")


def test_an_example_that_breaks_a_lesser_rule_is_no_news(tmp_path):
    """Discrepancies in the register are not reported again on every run."""
    report, findings = judged(tmp_path, "total: 10,", "total: 11,")

    assert findings == []
    assert (report.passed, report.failed) == (2, 0)


def test_an_example_that_contradicts_its_schema_is_a_warning(tmp_path):
    """The document is wrong about itself, and no server is accused of it."""
    report, findings = judged(tmp_path, "done: 4", "done: four")

    assert report.failed == 1
    severities = {found.finding.rule: found.finding.severity for found in findings}
    assert severities["schema"] is Severity.WARNING


def test_an_operation_whose_own_example_fails_the_run_does_not_pass(tmp_path):
    """The label of the operation and the verdict of the run agree, in every report."""
    judged(tmp_path, "done: 4", "done: 40")
    with serve(shop()) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(tmp_path / "shop.yaml",),
            profile=PROFILES["smoke"],
            probes=frozenset(),
        )
        report = check(settings, SystemClock())

    labels = {each.id: report.label_of(each) for each in report.operations}
    assert (labels["showOrder"], labels["listOrders"]) == ("fail", "pass")
    assert report.exit_code is ExitCode.FINDINGS
    lines = render(report).splitlines()
    [place] = [at for at, line in enumerate(lines) if "  showOrder  GET" in line]
    assert "  FAIL, " in lines[place]
    assert any(
        line.startswith("  examples ") and "shop.parts-within-total" in line
        for line in lines[place:]
    )
    assert "coverage: 1 of 3 operations proved" in "\n".join(lines)
    [shown] = [
        each for each in json.loads(as_json(report))["operations"] if each["id"] == "showOrder"
    ]
    assert shown["verdict"] == "fail"


def test_examples_for_which_there_is_no_time_leave_their_operations_unproved():
    """`--max-time` bounds this too; nothing that was not checked is counted or proved."""
    settings = CheckSettings(targets=("http://127.0.0.1:9",), specs=(SPEC,))
    clock = SystemClock()
    over = Deadline(clock, 1e-9)
    report, findings, unchecked = check_examples(prepare(settings), settings, clock, over)

    assert (report.passed, report.failed, report.skipped, findings) == (0, 0, 1, [])
    assert ("shop", "showOrder") in unchecked
