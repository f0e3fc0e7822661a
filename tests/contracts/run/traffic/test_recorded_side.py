"""Tests of a side that was recorded."""

import pytest

from contracts.errors import OptionError
from contracts.http.interruption import Interruption
from contracts.run.traffic.recorded_side import read_side
from tests.contracts.recording import archive, entry
from tests.contracts.shop import ORDER, SHOP


def read(folder, *entries, contract=None, urls=()):
    """Return the side of some entries."""
    path = folder / "a.har"
    path.write_bytes(archive(*entries))
    return read_side([str(path)], contract, urls, "a.har", Interruption(), lambda *_: None)


def test_with_a_document_its_operations_are_found(tmp_path):
    """Other requests are counted in a note."""
    side = read(
        tmp_path,
        entry(),
        entry("https://shop.example/v1/other"),
        entry("https://elsewhere.example/x"),
        contract=SHOP,
        urls=("https://shop.example/v1",),
    )

    assert list(side.collector.traffic().operations) == [("GET", "/orders/{order_id}")]
    assert side.notes == [
        "a.har: requests that match no operation: 1.",
        "a.har: requests to other places, ignored: 1.",
    ]


def test_without_a_document_paths_are_found(tmp_path):
    """Of the most frequent server."""
    side = read(
        tmp_path,
        entry(),
        entry("https://shop.example/v1/orders/8", {**ORDER, "id": 8}),
        entry("https://ads.example/v1/x"),
    )

    assert list(side.collector.traffic().operations) == [("GET", "/v1/orders/{order_id}")]
    assert side.origin == "https://shop.example"


def test_a_recording_without_the_api_is_refused(tmp_path):
    """Comparing nothing would find no drift."""
    with pytest.raises(OptionError, match="shows nothing of the API"):
        read(tmp_path, entry("https://elsewhere.example/x"), contract=SHOP)
    with pytest.raises(OptionError, match="shows no API"):
        read(tmp_path, entry(content={"mimeType": "text/html", "text": "<p>"}, headers={}))
