"""The latest answer about each resource is kept while it is valid, within limits."""

from dataclasses import replace

import pytest

from mock_server.scenarios.model.scenario import Snapshot
from mock_server.scenarios.playing.snapshot_cache import SnapshotCache, identity_of, is_known
from tests.mock_server.scenarios.written import COUNTING, STOCKTAKE, scenario_of


def snapshot(length=10):
    """Return an answer with a body of this length."""
    return Snapshot(status=200, media_type="text/plain", body=b"x" * length)


def test_snapshot_is_returned_only_while_it_is_valid():
    """From `since` to before `until`, or for ever; earlier and later there is none."""
    cache = SnapshotCache()
    brief, lasting = snapshot(), snapshot()
    cache.put("brief", brief, since=10, until=20)
    cache.put("lasting", lasting, since=10, until=None)

    assert [cache.get("brief", at) for at in (9, 10, 19, 20)] == [None, brief, brief, None]
    assert cache.get("lasting", 10**9) is lasting
    assert cache.get("other", 10) is None


def test_each_identity_has_one_snapshot():
    """A later answer replaces the earlier one, and the size does not grow."""
    cache = SnapshotCache()
    cache.put("a", snapshot(), since=0, until=10)
    size = cache.size
    later = snapshot()
    cache.put("a", later, since=10, until=None)

    assert (len(cache), cache.size, cache.get("a", 10)) == (1, size, later)


def test_number_of_snapshots_is_limited():
    """The identity that was stored first is dropped first."""
    cache = SnapshotCache(max_snapshots=2)
    for key in ("a", "b", "c"):
        cache.put(key, snapshot(), since=0, until=None)

    assert [cache.get(key, 0) is None for key in ("a", "b", "c")] == [True, False, False]


def test_size_of_the_snapshots_is_limited():
    """Large bodies are dropped long before there are too many of them."""
    cache = SnapshotCache(max_bytes=20_000)
    for number in range(50):
        cache.put(str(number), snapshot(4000), since=0, until=None)

    assert len(cache) < 5
    assert 4000 < cache.size <= 20_000


def test_snapshot_that_is_too_large_is_not_kept():
    """An answer larger than the whole cache is dropped, and the size is that of nothing."""
    cache = SnapshotCache(max_bytes=2000)
    cache.put("a", snapshot(5000), since=0, until=None)

    assert (len(cache), cache.size) == (0, 0)


@pytest.fixture
def counting(tmp_path):
    """A scenario without `known`."""
    return scenario_of(tmp_path, COUNTING)


def test_only_identifying_parameters_are_kept(counting):
    """A header or another query parameter does not make another resource."""
    assert identity_of(counting.operation, {**STOCKTAKE, "X-Agent": "a"}) == STOCKTAKE
    assert identity_of(counting.operation, {}) == {}


def test_every_resource_is_known_unless_the_scenario_lists_some(counting):
    """Without `known` every identity exists; with it, only those that are listed."""
    some = replace(counting, known=({"stocktake_id": 7},))

    assert is_known(counting, {"stocktake_id": 8})
    assert not is_known(some, {"stocktake_id": 8})


def test_number_and_its_text_are_the_same_identity(counting):
    """A path parameter is text in the URL and may be a number in the scenario file."""
    some = replace(counting, known=({"stocktake_id": 7},))

    assert is_known(some, {"stocktake_id": "7"})
    assert is_known(some, {"stocktake_id": 7, "other": 1})
