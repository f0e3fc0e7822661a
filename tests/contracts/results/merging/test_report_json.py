"""A report as a JSON value, written and read."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import OptionError
from contracts.results.merging.report_json import as_json, report_from_json
from contracts.results.recording import RecordingStats
from tests.contracts.example_report import report


def whole(**changes):
    """Return a report with everything that a report may have."""
    given = {
        "started": datetime(2026, 1, 2, tzinfo=UTC),
        "repeat": ("--spec", "a.yaml"),
        "files": {"shop.yaml": "docs/shop.yaml"},
        "texts": {"shop.yaml": "openapi: 3.0.3"},
        "recording": RecordingStats(files=("a.har",), entries=3, hosts={"http://x": 2}),
        **changes,
    }
    return replace(report(), **given)


@pytest.mark.parametrize("changes", [{}, {"recording": None}, {"stop_signal": 2, "error": "no"}])
def test_a_report_is_read_as_it_was_written(changes):
    """JSON, read and written again, is the same."""
    written = json.loads(json.dumps(as_json(whole(**changes))))
    again = json.loads(json.dumps(as_json(report_from_json(written, "r.json"))))

    assert again == written


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, 1.0])
def test_another_version_is_refused(version):
    """A file of another release, or of another tool, is not guessed at."""
    with pytest.raises(OptionError) as refused:
        report_from_json({**as_json(report()), "version": version}, "r.json")

    assert "version 1" in str(refused.value)
    assert "r.json" in str(refused.value)


def places(value, pointer=()):
    """Yield the places of all members of a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for key, child in inner:
        yield (*pointer, key)
        yield from places(child, (*pointer, key))


DOCUMENT = as_json(whole())
PLACES = [*places(DOCUMENT)]


@given(
    st.sampled_from(PLACES),
    st.sampled_from([None, True, -1, 1.5, 10**40, "x", [], {}, [None], {"a": None}, [[]]]),
)
def test_a_spoilt_report_is_refused_or_read_but_never_crashes(place, value):
    """Whatever is wrong in a file, the command says so in one message."""
    spoilt = json.loads(json.dumps(DOCUMENT))
    inner = spoilt
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    with suppress(OptionError):
        report_from_json(spoilt, "r.json")


def test_versions_of_a_document_differ():
    """Two versions of a document have different hashes, equal ones the same."""
    [one, same, other] = [
        as_json(replace(report(), texts={"shop.yaml": text}))["documents"] for text in "aab"
    ]

    assert one == same != other
    assert one.keys() == {"shop.yaml"}


def test_the_wrong_exchange_is_named_by_its_place():
    """A reader knows which of the exchanges shows the finding."""
    found = report().findings[0]
    steps = replace(found, exchange_numbers=(1, 3), finding=replace(found.finding, exchange=3))

    assert as_json(replace(report(), findings=(steps,)))["findings"][0]["decisive"] == 2
