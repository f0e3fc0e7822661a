"""The journal as an HTTP archive."""

import json
from pathlib import Path

import jsonschema

from mock_server.journal.recordings import writing
from mock_server.journal.recordings.entries import read_entry
from mock_server.journal.recordings.writing import CUT, archive_of, recorded_entry
from tests.mock_server.observed import journal_of, observed
from tests.mock_server.recorded import archive as archive_with
from tests.mock_server.recorded import exchange

JOBS = "/subscriptions/imports"
SCHEMA = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "consumers" / "har.schema.json").read_text()
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
    monkeypatch.setattr(writing, "MAX_BYTES", 2000)
    found = entries(*(observed(packaged, f"{JOBS}?n={n}", answer=b"{}") for n in range(9)))

    assert 0 < len(found) < 9
    assert found[-1]["request"]["url"].endswith("?n=8")


def recorded(**changes):
    """Return the entry of a recorded exchange, which is valid for other programs."""
    entry = json.loads(recorded_entry(exchange(**changes)))
    document = json.loads(archive_with(entry, creator={"name": "test", "version": "1"}))
    jsonschema.validate(document, SCHEMA, jsonschema.Draft7Validator)
    return entry


def test_a_recorded_exchange_is_read_back_as_it_was():
    """Text or bytes: what was recorded is what is played."""
    for body in (b'{"id":7}', b"\xff\x00", "é".encode()):
        entry = recorded(method="POST", query=b"a=b%20c", body=body, answer=body)
        read = read_entry(entry, 1)

        assert (read.path, read.query) == (b"/jobs/7", b"a=b%20c")
        assert (read.sent, read.body, read.obstacle) == (body, body, "")
        assert entry["request"]["queryString"] == [{"name": "a", "value": "b c"}]


def test_a_body_without_its_end_is_marked():
    """By a comment for people, and by a size that no program takes for the whole."""
    entry = recorded(body=b"begin", body_size=100, answer=b"[1,", is_whole=False)

    assert entry["response"]["content"]["comment"] == entry["request"]["postData"]["comment"] == CUT
    assert "text" not in entry["request"]["postData"]
    assert read_entry(entry, 1).sent is None
    assert read_entry(entry, 1).obstacle == "without the end of its body"
