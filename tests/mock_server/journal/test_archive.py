"""The journal as an HTTP archive."""

import json
from pathlib import Path

import jsonschema

from mock_server.journal import archive
from mock_server.journal.archive import archive_of
from tests.mock_server.observed import journal_of, observed

JOBS = "/subscriptions/imports"
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "fixtures" / "consumers" / "har.schema.json").read_text()
)


def entries(*exchanges):
    """Return the entries of the archive of some exchanges, which is valid for other programs."""
    document = json.loads(archive_of(journal_of(*exchanges).entries()))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft7Validator)
    return document["log"]["entries"]


def test_an_exchange_is_an_entry(packaged):
    """URL, headers, body and what the mock knows about it are there."""
    [entry] = entries(
        observed(
            packaged,
            f"{JOBS}?page%5Blimit%5D=1",
            ("Host", "127.0.0.1:4010"),
            answer=b'{"data":[]}',
            fault="delay",
        )
    )

    assert entry["request"]["url"] == f"http://127.0.0.1:4010{JOBS}?page%5Blimit%5D=1"
    assert entry["request"]["queryString"] == [{"name": "page[limit]", "value": "1"}]
    assert entry["response"]["content"]["text"] == '{"data":[]}'
    assert entry["comment"] == "fault delay"


def test_a_session_has_a_url_of_its_own(packaged):
    """The states of one resource in two sessions are not taken for those of one."""
    [entry] = entries(observed(packaged, JOBS, answer=b"{}", session="tab-1"))

    assert entry["request"]["url"] == f"http://localhost/__session/tab-1{JOBS}"


def test_bytes_and_answers_that_never_came_are_written(packaged):
    """A body that is no text is Base64; a connection that was closed is status 0."""
    first, second = entries(
        observed(packaged, JOBS, answer=b"\xff"), observed(packaged, JOBS, status=0, answer=b"")
    )

    assert first["response"]["content"]["encoding"] == "base64"
    assert second["response"]["status"] == 0


def test_an_archive_is_bounded(packaged, monkeypatch):
    """Of too many exchanges, the latest are written."""
    monkeypatch.setattr(archive, "MAX_BYTES", 2000)
    found = entries(*(observed(packaged, f"{JOBS}?n={n}", answer=b"{}") for n in range(9)))

    assert 0 < len(found) < 9
    assert found[-1]["request"]["url"].endswith("?n=8")
