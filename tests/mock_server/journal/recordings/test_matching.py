"""Which recorded answer a request gets."""

import pytest

from mock_server.journal.recordings.keys import Asked
from mock_server.journal.recordings.matching import Matcher
from mock_server.journal.redaction import Redaction
from tests.mock_server.recorded import answers, entry

JSON = "application/json"


def matcher(*entries, is_documented=lambda _method, _path: False):
    """Return a matcher for entries."""
    return Matcher(answers(*entries), Redaction(), is_documented=is_documented)


def numbers(found, asked, times=4):
    """Return the numbers of the entries that equal requests get one after the other."""
    seen, got = {}, []
    for _ in range(times):
        each = found.find(asked, seen)
        if each is None:
            return None
        got.append(each.answer.number)
        if each.key:
            seen[each.key] = seen.get(each.key, 0) + 1
    return got


def posted(text, number=0):
    """Return an entry with a body."""
    return entry(
        url="http://a/find",
        text=str(number),
        method="POST",
        request={"postData": {"mimeType": JSON, "text": text}},
    )


def test_polls_get_one_answer_after_the_other():
    """The n-th equal request gets the n-th answer, and the last stays."""
    found = matcher(
        entry(url="http://a/jobs/1"), entry(url="http://a/jobs/2"), entry(url="http://a/jobs/1")
    )

    assert numbers(found, Asked("GET", b"/jobs/1", b"")) == [1, 3, 3, 3]
    assert numbers(found, Asked("GET", b"/jobs/2", b"")) == [2, 2, 2, 2]
    assert numbers(found, Asked("GET", b"/jobs/3", b"")) is None
    assert numbers(found, Asked("DELETE", b"/jobs/1", b"")) is None


def test_bodies_count_where_several_differ():
    """One recorded body answers all; of several, the equal one counts."""
    one = matcher(posted('{"a": 1}'))
    two = matcher(posted('{"a": 1}'), posted('{"a": 2}'), posted('{ "a":1 }'))

    assert numbers(one, Asked("POST", b"/find", b"", b'{"a": 7}', JSON)) == [1, 1, 1, 1]
    assert numbers(two, Asked("POST", b"/find", b"", b'{"a":1}', JSON)) == [1, 3, 3, 3]
    assert numbers(two, Asked("POST", b"/find", b"", b'{"a":2}', JSON)) == [2, 2, 2, 2]
    assert numbers(two, Asked("POST", b"/find", b"", b'{"a":7}', JSON)) is None
    assert two.has_other_bodies(Asked("POST", b"/find", b""))


def test_a_secret_is_not_needed_to_match():
    """A recording without secrets matches the request that has them, and so does one with them."""
    for recorded in ("%5Bredacted%5D", "[redacted]", "other"):
        found = matcher(entry(url=f"http://a/jobs?api_key={recorded}&q=1"))
        assert numbers(found, Asked("GET", b"/jobs", b"q=1&api_key=mine"), 1) == [1]


def test_head_gets_the_answer_to_get():
    """As documented operations do."""
    found = matcher(
        entry(url="http://a/x"), entry(url="http://a/y"), entry("http://a/y", method="HEAD")
    )

    assert numbers(found, Asked("HEAD", b"/x", b""), 1) == [1]
    assert numbers(found, Asked("HEAD", b"/y", b""), 1) == [3]


def test_a_304_is_no_answer_to_play():
    """Its body is in the cache of another client."""
    found = matcher(entry(status=304, content={}), entry())

    assert numbers(found, Asked("GET", b"/jobs/7", b""), 2) == [2, 2]


def test_the_server_of_the_documents_has_precedence():
    """A browser records pages, fonts and trackers too, some at the same path."""
    page, api = entry(url="http://front/items", text="<p>"), entry(url="http://api/items")
    many = [entry(url=f"http://front/{number}") for number in range(9)]

    documented = matcher(page, *many, api, is_documented=lambda _, path: path == b"/items")
    other = matcher(page, *many, api)
    # Both have the path of an operation, so the server with more requests is first.
    assert numbers(documented, Asked("GET", b"/items", b""), 1) == [1]
    assert numbers(other, Asked("GET", b"/items", b""), 1) == [1]
    more = [entry(url=f"http://api/goods-{number}") for number in range(3)]
    precise = matcher(page, *many, api, *more, is_documented=lambda _, path: b"goods" in path)
    assert numbers(precise, Asked("GET", b"/items", b""), 1) == [11]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        (Asked("GET", b"/jobs", b"page=22"), "GET /jobs?page=2"),
        (Asked("POST", b"/jobs", b"page=11"), "GET /jobs?page=1"),
        (Asked("GET", b"/jbos", b"page=2"), "GET /jobs?page=2"),
    ],
)
def test_the_nearest_recorded_request_is_named(asked, near):
    """The one with the same path and method first."""
    found = matcher(
        *(entry(url=f"http://a/jobs?page={number}") for number in (1, 2)), entry(url="http://a/zzz")
    )

    assert found.nearest(asked)[0] == near
    assert found.nearest(Asked("GET", b"/nothing-like-it", b"")) == ()
