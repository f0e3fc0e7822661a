"""A run as a worker prepares it."""

import json

import pytest

from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.run.parallel.fleet.orders import digests_of
from contracts.run.parallel.fleet.prepared import prepare_check
from contracts.run.parallel.units import Share, Unit
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
from tests.contracts.run.parallel.divided import shelf_server, shelves

UNIT = Unit(number=1, api="shelves", operations=("list0",))


@pytest.fixture
def spec(tmp_path):
    """The path of a document with one resource."""
    path = tmp_path / "shelves.json"
    path.write_text(json.dumps(shelves(1)), encoding="utf-8")
    return path


def prepared(url, spec, servers, paces=None, **changes):
    """Return a prepared run; `paces` gets the seconds between two requests."""
    settings = CheckSettings(
        targets=(url,), specs=(spec,), profile=PROFILES["smoke"], probes=frozenset(), **changes
    )

    def pace_of(every):
        paces.append(every)
        return lambda: 0.0

    return prepare_check(settings, HastyClock(), servers=frozenset(servers), pace_of=pace_of)


def test_unit_is_done_and_its_documents_are_known(spec):
    """A worker returns the report on the operations of its unit, with the digest of the text."""
    with serve(shelf_server()) as server:
        run = prepared(server.url, spec, [server.url])
        partial = run.do(UNIT, Share())
        run.close()

    assert [(each.id, partial.report.label_of(each)) for each in partial.report.operations] == [
        ("list0", "pass")
    ]
    assert run.documents == digests_of({"shelves.json": spec.read_text(encoding="utf-8")})


def test_server_that_was_not_named_to_the_worker_is_not_called(spec):
    """A message in the queue cannot send the credentials of a worker to another server."""
    with serve(shelf_server()) as server:
        with pytest.raises(OptionError, match="may not call this server"):
            prepared(server.url, spec, ["https://staging.example"])

        assert server.seen == []


def test_pace_is_that_of_the_run(spec):
    """With a rate each request waits for its turn among all workers; without one, none does."""
    paces = []
    with serve(shelf_server()) as server:
        prepared(server.url, spec, [server.url], paces).close()
        budget = RequestBudget(per_second=4.0)
        prepared(server.url, spec, [server.url], paces, budget=budget).close()

    assert paces == [0.25]


def test_stopped_unit_sends_nothing_more(spec):
    """A unit whose run is over ends with what it has seen, and is not proved."""
    shelf = shelf_server()

    def answer(seen):
        run.stop("the run that sent it is over")
        return shelf(seen)

    with serve(answer) as server:
        run = prepared(server.url, spec, [server.url])
        partial = run.do(UNIT, Share())
        run.close()

        assert len(server.seen) == 1

    assert "the run that sent it is over" in partial.report.operations[0].unverified_reason
