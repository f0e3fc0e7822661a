"""Tests of the bodies of an entry: known, empty, cut or left out."""

import base64

import pytest

from contracts.http.archive.bodies import is_redaction, read_content, read_post_data


def content(found, headers=(), status=200, method="GET", size=-1):
    """Return how the content of an answer is read."""
    return read_content({"content": found, "bodySize": size}, headers, status, method)


def posted(found, headers=(), size=-1):
    """Return how the body of a request is read."""
    sent = {"bodySize": size} if found is None else {"bodySize": size, "postData": found}
    return read_post_data(sent, headers, is_base64=False)


@pytest.mark.parametrize(
    "found",
    [
        {"size": 3, "text": "abc"},
        {"size": -1, "text": "abc"},
        {"text": "abc"},
        {"size": 6, "text": "abc", "comment": "a byte order mark was removed"},
        {"size": 3, "encoding": "base64", "text": base64.b64encode(b"abc").decode()},
        {"size": 1, "compression": 2, "text": "abc"},
    ],
)
def test_a_body_is_read_whatever_its_size_is_said_to_be(found):
    """Sizes of -1, sizes of compressed bodies and Base64 do not matter."""
    body = content(found)

    assert (body.data, body.is_known, body.is_cut) == (b"abc", True, False)


@pytest.mark.parametrize(
    ("found", "about"),
    [
        ({"size": 120, "mimeType": "application/json"}, {}),
        ({"size": 0, "mimeType": "application/json"}, {}),
        ({"size": -1}, {}),
        ({}, {}),
        ({"size": 0, "text": ""}, {"headers": (("Content-Length", "12"),)}),
        ({"size": 0, "text": ""}, {"size": 12}),
        ({"size": 9, "text": "[REDACTED]"}, {}),
        ({"size": 90, "text": '{"id": 1, "total": "<redacted>"}'}, {}),
        ({"size": 26, "text": "user=ann&pwd=[redacted]&n=1"}, {}),
        ({"size": 23, "text": "user=ann&pwd=[redacted]"}, {}),
        ({"size": 9, "encoding": "base64", "text": "a"}, {}),
    ],
)
def test_a_body_that_was_left_out_is_unknown(found, about):
    """A body that the recorder has left out or redacted is not taken for an empty one."""
    assert not content(found, **about).is_known


@pytest.mark.parametrize(
    ("found", "about"),
    [
        ({"size": 0, "text": ""}, {}),
        ({"size": 0}, {"headers": (("content-length", "0"),)}),
        ({}, {"status": 204}),
        ({"size": 0}, {"status": 304}),
        ({"size": 0}, {"method": "HEAD"}),
    ],
)
def test_an_empty_body_is_known(found, about):
    """A body that is known to be empty is judged as one."""
    body = content(found, **about)

    assert (body.data, body.is_known) == (b"", True)


def test_a_text_that_is_shorter_than_it_was_is_cut():
    """A recorder with a limit keeps the beginning only, which is no malformed JSON."""
    assert content({"size": 5000, "text": '{"id": '}).is_cut


def test_the_body_of_a_request_is_read():
    """Texts, forms and Base64 are read with their media type."""
    form = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a", "value": "b c"}],
    }

    assert posted({"mimeType": "application/json", "text": "{}"}).data == b"{}"
    assert posted(form).data == b"a=b+c"
    assert posted({"text": "YQ==", "encoding": "base64"}).data == b"a"


def test_the_body_of_a_request_may_be_unknown():
    """Uploads are often left out; a GET without a body has none."""
    assert not posted(None, size=100).is_known
    assert not posted(None, headers=(("Content-Length", "5"),)).is_known
    assert not posted({"mimeType": "multipart/form-data", "params": [{"name": "f"}]}).is_known
    assert posted(None).is_known
    assert posted(None, size=0).is_known


def test_only_a_mark_is_a_redaction():
    """A text that has the word among others is a text of the server."""
    assert is_redaction("[REDACTED]")
    assert is_redaction("**redacted**")
    assert not is_redaction("The document was redacted")
    assert not is_redaction("")
