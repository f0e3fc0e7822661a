"""Tests of what a side is."""

import json

import pytest

from contracts.errors import OptionError
from contracts.results.merging.report_json import as_json
from contracts.run.traffic.kinds import DOCUMENT, RECORDING, REPORT, SERVER, kind_of
from tests.contracts.example_report import report
from tests.contracts.recording import archive


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://shop.example", SERVER),
        ("https://shop.example/v1", SERVER),
        ("https://shop.example/openapi.json?x=1", DOCUMENT),
        ("-", RECORDING),
        ("anything.HAR", RECORDING),
    ],
)
def test_urls_and_names_say_what_they_are(text, kind):
    """A URL that ends like a file is a document."""
    assert kind_of(text) == kind


def test_files_are_recognised_by_their_beginning(tmp_path):
    """Whatever their names are."""
    path = tmp_path / "x.json"
    found = []
    for data in (
        archive(),
        json.dumps(as_json(report())).encode(),
        b'{"openapi": "3.1.0"}',
        b"a: 1",
    ):
        path.write_bytes(data)
        found.append(kind_of(str(path)))

    assert found == [RECORDING, REPORT, DOCUMENT, DOCUMENT]


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    """With everything that a side may be."""
    with pytest.raises(OptionError, match="this side cannot be read"):
        kind_of(str(tmp_path / "none.yaml"))
