"""Tests of judging what was gathered from one target."""

import json

import pytest

from contracts.http.client.limits import RequestBudget
from contracts.http.clock import SystemClock
from contracts.run import target_judging
from contracts.run.check import check
from contracts.run.judging import NOT_ALL_JUDGED, judge_operation
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.live import Reply, serve

COUNT = 60


@pytest.fixture
def judged(monkeypatch):
    """Return the operations that are judged, as they come."""
    seen = []

    def noted(evidence, *rest):
        seen.append(evidence.operation.id)
        return judge_operation(evidence, *rest)

    monkeypatch.setattr(target_judging, "judge_operation", noted)
    return seen


class LateClock(SystemClock):
    """A clock that is an hour late once the server has been asked so often."""

    def __init__(self, server, after):
        """Be late after so many requests to a server."""
        self._server, self._after = server, after

    def monotonic(self):
        """Return the time."""
        is_late = len(self._server.seen) >= self._after
        return super().monotonic() + (3600 if is_late else 0)


def run(tmp_path, *, clock=None, **budget):
    """Return the report on a document of many operations, of one answer each."""
    answer = {"description": "ok", "content": {"application/json": {"schema": {"type": "object"}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            f"/t{number}": {"get": {"operationId": f"t{number}", "responses": {"200": answer}}}
            for number in range(COUNT)
        },
    }
    spec = tmp_path / "many.json"
    spec.write_text(json.dumps(document))
    with serve(lambda _: Reply(body={})) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            budget=RequestBudget(**budget),
        )
        return check(settings, clock(server) if clock else SystemClock())


def test_an_operation_that_was_not_asked_is_not_judged(tmp_path, judged):
    """There may be thousands; each has one verdict, with the reason."""
    report = run(tmp_path, max_requests=7)
    rest = report.operations[len(judged) :]

    assert len(judged) <= 7
    assert {tuple(each.rule for each in one.verdicts) for one in rest} == {("success-seen",)}
    assert {one.unverified_reason for one in rest} == {
        "no request was made: the run has sent the 7 requests that it may (--max-requests)"
    }
    assert all("Raise the limit" in one.advice for one in rest)


def test_after_the_end_of_the_time_nothing_is_judged(tmp_path, judged):
    """What comes after the time does not grow with what was asked."""
    report = run(tmp_path, max_seconds=60.0, clock=lambda server: LateClock(server, COUNT))

    assert judged == []
    assert sum(one.exchanges for one in report.operations) >= COUNT - 1
    reasons = {one.unverified_reason for one in report.operations if one.exchanges}
    assert reasons == {NOT_ALL_JUDGED}
    assert not any(one.verdicts for one in report.operations if one.exchanges)
