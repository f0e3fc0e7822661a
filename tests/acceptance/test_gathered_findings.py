"""One cause is one finding, and its id holds: on a real socket, by the whole run."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from contracts.reports.text import render
from contracts.results.baseline import apply_baseline, update_baseline
from contracts.results.report import ExitCode, Report
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.contract import Severity
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, Seen, serve

EVERY_PROBE = replace(PROFILES["smoke"], probes=PROFILES["ci"].probes, follow_seconds=0.0)
COUNT = 5
TODAY = date(2026, 11, 29)
SPEC = (
    """openapi: 3.0.3
info: {title: t, version: "1"}
paths:
"""
    + "".join(
        f"""  /t{n}:
    get:
      operationId: t{n}
      parameters:
        - {{name: size, in: query, schema: {{type: integer, minimum: 1, maximum: 9}}, example: 3}}
        - {{name: page, in: query, schema: {{type: integer, minimum: 1, maximum: 9}}, example: 2}}
      responses:
        "200": {{description: ok, content: {{application/json: {{schema: {{
          $ref: "#/components/schemas/Meta"}}}}}}}}
        "400": {{description: no, content: {{application/json: {{schema: {{type: object}}}}}}}}
"""
        for n in range(COUNT)
    )
    + """components:
  schemas:
    Meta: {type: object, required: [at], properties: {at: {type: string, format: date-time}}}
"""
)


def answer(seen: Seen) -> Reply:
    """Answer with a wrong time, refuse a documented page size, fail at two kinds of input."""
    if seen.method not in {"GET", "HEAD"}:
        return Reply(status=405, body={}, headers={"Allow": "GET, HEAD"})
    sent = parse_qs(urlsplit(seen.target).query, keep_blank_values=True)
    for name in ("size", "page"):
        for text in sent.get(name, []):
            if not text.isdecimal() and urlsplit(seen.target).path in {"/t1", "/t2"}:
                return Reply(status=500, body={"error": "sorry"})
            if not text.isdecimal() or not 0 < int(text) < 10:
                return Reply(status=400, body={})
    if sent.get("size") == ["9"]:
        return Reply(status=400, body={})
    return Reply(body={"at": "yesterday"})


def run(tmp_path: Path, name: str = "spec.yaml", seed: int = 1) -> Report:
    """Check the server with a document of this name."""
    spec = tmp_path / name
    spec.write_text(SPEC, encoding="utf-8")
    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,), specs=(spec,), profile=EVERY_PROBE, seed=seed
        )
        return check(settings, HastyClock())


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Report:
    """Return the report on the server."""
    return run(tmp_path_factory.mktemp("first"))


def errors(report: Report) -> list[tuple[str, int, tuple[str, ...]]]:
    """Return rule, number of operations and blamed parts of every error, in their order."""
    return [
        (each.finding.rule, len(each.operations), each.finding.blamed)
        for each in report.findings
        if each.finding.severity is Severity.ERROR
    ]


def test_one_cause_in_many_operations_is_one_finding(report):
    """Failures come first, one for each parameter that provokes them; then the contract."""
    assert errors(report) == [
        ("server-error", 2, ("query page",)),
        ("server-error", 2, ("query size",)),
        ("schema", COUNT, ()),
        ("valid-accepted", COUNT, ("query size",)),
    ]


def test_the_screen_has_all_causes(report):
    """Forty lines of eighty columns, the command to copy apart."""
    lines = render(report).splitlines()

    assert len(lines) <= 40
    assert f"(in {COUNT} operations)" in render(report)
    assert all(len(line) <= 80 for line in lines if "curl" not in line and "contracts" not in line)


def test_ids_hold_across_seeds_and_names_of_files(report, tmp_path):
    """A baseline accepts the same causes after the document was renamed, with another seed."""
    known = update_baseline(report, (), TODAY)

    again = apply_baseline(run(tmp_path, "renamed.yaml", seed=2), known, TODAY)

    assert {each.id for each in again.findings} == {each.id for each in report.findings}
    assert (again.exit_code, again.notes, again.resolved) == (ExitCode.OK, (), ())
