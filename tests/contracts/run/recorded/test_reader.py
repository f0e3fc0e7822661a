"""Tests of taking the entries of recordings."""

import pytest

from contracts.http.archive.notes import note_of
from contracts.run.recorded.places import create_places
from contracts.run.recorded.reader import MAX_NAMES, RecordingReader
from tests.contracts.recording import entry
from tests.contracts.shop import SHOP, exchange


def read(*files):
    """Return the reader of some files, each a list of entries."""
    reader = RecordingReader(create_places([SHOP], [])[1], frozenset())
    for number, entries in enumerate(files, 1):
        reader.begin_file(f"{number}.har")
        for each in entries:
            reader.add(each)
    reader.finish()
    return reader


def test_files_are_read_as_one_recording():
    """Entries are counted over all files, and a finding names its file."""
    reader = read([entry()], [entry(), entry(body={"id": 7})])
    _, findings = reader.judge_of(("shop", "showOrder")).report()

    assert reader.stats().entries == 3
    assert {found.note for found in findings} == {"entry 2 of 2.har"}


def test_a_recording_of_a_run_keeps_what_the_run_knew():
    """An exchange that was made for an operation belongs to it, whatever its path is."""
    made = exchange("/v1/orders/", status=404, body={"error": "no"})
    noted = entry("https://shop.example/v1/orders/", status=404, body={"error": "no"})
    reader = read([noted | {"comment": note_of(made, is_base64=False)}])

    assert reader.stats().judged == 1
    assert reader.judge_of(("shop", "showOrder")) is not None


@pytest.mark.parametrize("origin", ["http://localhost:4010", "https://shop.example/v1"])
def test_the_base_url_of_an_api_behind_a_path_is_proposed(origin):
    """What a mock exports of a session is judged with the `--url` that the report names."""
    base = f"{origin}/session/tab-1"
    stats = read([entry(f"{base}/v1/orders/7"), entry(f"{base}/v1/carts")]).stats()

    assert (stats.judged, stats.suspects) == (0, {f"{base}/v1": 1})


def test_different_requests_are_counted_up_to_a_bound():
    """However many unknown paths there are, the memory is bounded and none is lost."""
    unknown = [entry(f"https://shop.example/v1/carts/{n}") for n in range(MAX_NAMES + 5)]
    stats = read(unknown).stats()

    assert stats.unmatched_total == MAX_NAMES + 5
    assert stats.unmatched["others"] == 5
