"""Tests of a check in several processes, against a small real server."""

import json
from contextlib import chdir
from dataclasses import replace
from unittest.mock import patch

import pytest

from contracts.http.client.limits import RequestBudget
from contracts.http.clock import SystemClock
from contracts.results.merging.merge import DIFFERENT
from contracts.results.merging.report_json import as_json
from contracts.run.check import check
from contracts.run.parallel.processes import in_processes
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.run.settings.values import ReportFile
from tests.contracts.live import Reply, serve
from tests.contracts.run.parallel.divided import comparable, shelf_server, shelves

SECONDS = "contracts.http.client.tokens.MIN_SECONDS"


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """Return the path of a document with three independent resources of three operations."""
    path = tmp_path_factory.mktemp("shelves") / "shelves.json"
    path.write_text(json.dumps(shelves(3)), encoding="utf-8")
    return path


def run(url, spec, workers, **changes):
    """Return the report on a server."""
    given = {
        "targets": (url,), "specs": (spec,), "profile": replace(PROFILES["ci"], max_examples=0),
        "probes": frozenset(), **changes,
    }  # fmt: skip
    examine = in_processes(workers, bool) if workers > 1 else None
    return check(CheckSettings(**given), SystemClock(), examine=examine)


def test_two_processes_report_what_one_reports(spec):
    """All but the requests that make sure of the server, which `DIFFERENT` lists, is the same."""
    with serve(shelf_server(broken=("/s1",))) as server:
        one, two = (comparable(run(server.url, spec, workers)) for workers in (1, 2))
        seen = len(server.seen)

    assert one["traffic"]["methods"]["GET"] + 4 == two["traffic"]["methods"]["GET"]
    assert "traffic/methods" in DIFFERENT
    assert {**one, "traffic": {}} == {**two, "traffic": {}}
    assert seen == sum(
        count for each in (one, two) for count in each["traffic"]["methods"].values()
    )


def test_a_wrong_base_path_is_noticed_before_the_run_is_divided(spec):
    """No operation gets all its probes if the paths are those of another server."""
    with serve(lambda _: Reply(status=404, body={})) as server:
        report = run(server.url, spec, 2)

    assert "is probably wrong" in report.notes[0]
    assert len(server.seen) < 60


def test_a_budget_that_is_used_up_at_once_is_reported(spec):
    """A run that may send one request proves nothing, and says why."""
    with serve(shelf_server()) as server:
        report = run(server.url, spec, 2, budget=RequestBudget(max_requests=1))

    assert len(server.seen) == 1
    assert int(report.exit_code) == 1


def test_a_token_that_a_worker_renews_is_hidden_in_every_report(spec, tmp_path):
    """The first process hides a token that it has not got itself; a note says it was renewed."""
    healthy, tokens = shelf_server(), []
    program = tmp_path / "token"
    program.write_text(
        "#!/bin/sh\necho x >> count\necho token-of-run-$(wc -l < count | tr -d ' ')\n"
    )
    program.chmod(0o755)

    def answer(seen):
        sent = seen.header("authorization")
        if sent and sent not in tokens:
            tokens.append(sent)
        # The first token is refused after a while.
        if sent and sent == tokens[0] and len(server.seen) > 15:
            return Reply(status=401, body={"was": sent})
        return healthy(seen)

    with chdir(tmp_path), serve(answer) as server, patch(SECONDS, 0.0):
        report = run(
            server.url, spec, 2, token_command=(str(program),),
            reports=(ReportFile(format="har", path="run.har"),),
        )  # fmt: skip
        archive = (tmp_path / "run.har").read_text()

    assert len(tokens) > 1
    assert "token-of-run" not in archive + json.dumps(as_json(report))
    assert any("The token was renewed" in note for note in report.notes)
