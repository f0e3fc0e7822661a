"""Tests of writing exchanges as an archive."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import ReportError
from contracts.http.archive.entries import read_entry
from contracts.http.archive.writing import ArchiveWriter
from contracts.http.messages.exchange import (
    NO_BODY_RECORDED,
    Exchange,
    Identity,
    Purpose,
    Request,
    Response,
)
from contracts.http.messages.redaction import Redactor, Secret
from openapi.archives.reading import read_entries
from tests.contracts.shop import ORIGIN, exchange

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "consumers" / "har.schema.json").read_text()
)
TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=12)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["X-A", "Content-Type", "Content-Encoding"]), TEXTS), max_size=3
).map(tuple)
EXCHANGES = st.builds(
    exchange,
    number=st.integers(1, 9),
    compared_to=st.integers(0, 9),
    note=TEXTS,
    purpose=st.sampled_from([each for each in Purpose if each is not Purpose.RECORDED]),
    asker=st.sampled_from(Identity),
).flatmap(
    lambda made: st.builds(
        replace,
        st.just(made),
        request=st.builds(
            Request,
            method=st.sampled_from(["GET", "POST", "HEAD"]),
            origin=st.just(ORIGIN),
            target=st.sampled_from(["/v1/orders/7", "/v1/orders?start=%20&count", "/%zz"]),
            headers=HEADERS,
            body=st.binary(max_size=9),
        ),
        response=st.none()
        | st.builds(
            Response,
            status=st.integers(200, 599),
            reason=TEXTS,
            headers=HEADERS,
            body=st.binary(max_size=9),
            is_cut=st.booleans(),
            framing_errors=st.just(()) | st.just(("no length",)),
        ),
    )
)


def written(folder, *exchanges, redactor=None):
    """Return the path of an archive with some exchanges."""
    path = folder / "run.har"
    with ArchiveWriter(path) as archive:
        archive.hide(redactor or Redactor())
        for each in exchanges:
            archive.add(0, each)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for all examples."""
    return tmp_path_factory.mktemp("archives")


@given(made=st.lists(EXCHANGES, max_size=3))
def test_what_is_written_is_read_as_it_was(folder, made):
    """Every exchange of a run comes back whole, and the archive is valid for other programs."""
    path = written(folder, *made)

    jsonschema.validate(json.loads(path.read_text()), SCHEMA, jsonschema.Draft7Validator)
    with path.open("rb") as file:
        assert [read_entry(each, 0) for each in read_entries(file)] == made


def test_no_secret_is_written(folder):
    """Neither a token nor an encoded form of it is in the file."""
    redactor = Redactor(secrets=(Secret(name="API_TOKEN", value="s3cr3t-token"),))
    made = exchange(
        "/v1/orders/7?t=s3cr3t%2Dtoken",
        {"echo": "s3cr3t-token"},
        sent=(("Authorization", "Bearer s3cr3t-token"), ("Cookie", "a=other")),
    )

    text = written(folder, made, redactor=redactor).read_text()

    assert "s3cr3t" not in text
    assert "other" not in text
    assert "Bearer $API_TOKEN" in text


def test_a_body_with_a_secret_of_the_server_is_read_as_redacted(folder):
    """What takes its place is not valid where a token has a form, so that it is not judged."""
    path = written(folder, exchange(body={"refresh_token": "s3cr3t-token", "id": 7}))

    with path.open("rb") as file:
        [read] = [read_entry(each, 0) for each in read_entries(file)]
    assert "s3cr3t" not in path.read_text()
    assert isinstance(read, Exchange)
    assert read.response is not None
    assert read.response.unread_reason == NO_BODY_RECORDED


def test_numbers_of_several_recorders_do_not_meet(folder):
    """Exchanges of two recorders that have the same number stay two, each with its partner."""
    path = folder / "two.har"
    with ArchiveWriter(path) as archive:
        for recorder in (0, 1):
            archive.add(recorder, exchange(number=1))
            archive.add(recorder, exchange(number=2, compared_to=1))

    with path.open("rb") as file:
        read = [read_entry(each, 0) for each in read_entries(file)]
    assert len({each.number for each in read}) == 4
    assert [each.compared_to for each in read] == [0, read[0].number, 0, read[2].number]


def test_the_file_is_in_its_place_when_it_is_complete(folder):
    """A run that is killed does not leave half a file under the name of a whole one."""
    path = folder / "late.har"
    with ArchiveWriter(path) as archive:
        archive.add(0, exchange())
        assert not path.exists()

    assert list(folder.glob(".late*")) == []
    assert len(json.loads(path.read_text())["log"]["entries"]) == 1


def test_a_folder_that_is_missing_is_refused(folder):
    """The run does not begin if its traffic could not be kept."""
    with pytest.raises(ReportError, match="cannot be written"):
        ArchiveWriter(folder / "none" / "run.har")


def test_a_token_that_is_issued_during_the_run_is_hidden(tmp_path):
    """A server that repeats a renewed token in a body does not bring it into the archive."""
    issued = []
    redactor = Redactor(issued=lambda: tuple(issued))
    answer = Response(status=200, body=b'{"token": "renewed-4711"}')
    request = Request(method="GET", origin=ORIGIN, target="/")
    with ArchiveWriter(tmp_path / "run.har") as archive:
        archive.hide(redactor)
        issued.append(Secret(name="AUTHORIZATION_TOKEN", value="renewed-4711"))
        archive.add(0, exchange_of(request, answer))

    text = (tmp_path / "run.har").read_text()
    assert "renewed-4711" not in text
    assert "$AUTHORIZATION_TOKEN" in text


def exchange_of(request, response):
    """Return an exchange."""
    return Exchange(
        number=1, request=request, response=response, purpose=Purpose.DOCUMENTED, operation="o",
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
