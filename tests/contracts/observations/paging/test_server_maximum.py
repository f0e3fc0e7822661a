"""A server has a longest page of its own; only a documented maximum says which one."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from openapi.contract import Severity
from tests.contracts.guessed import OFFSET, PAGE, notes, paged, walk
from tests.contracts.live import Reply

BY_OFFSET = {"offset": "skip", "limit": "limit", "items": "", "key": "/id", "page-size": 10}
BY_PAGE = {"page": "page", "limit": "per_page", "items": "", "key": "/id", "page-size": 10}
NO_MAXIMUM = (PAGE[0], ("per_page", {"type": "integer"}))


def by_offset(largest):
    """Return a server with a longest page."""
    return paged(lambda items, skip, limit: items[int(skip or 0) :][: min(limit, largest)])


def by_page(largest):
    """Return a server that answers 404 past the end, as Django REST framework does."""

    def answer(items, number, limit):
        length = min(limit, largest)
        found = items[(int(number or 1) - 1) * length :][:length]
        return found or Reply(status=404, body={})

    return paged(answer)


@pytest.mark.parametrize("largest", [5, 10, 12, 24, 25, 50, 100])
@pytest.mark.parametrize(
    ("server", "about"),
    [
        (by_offset, {"paging": BY_OFFSET, "parameters": OFFSET}),
        (by_page, {"paging": BY_PAGE, "parameters": NO_MAXIMUM}),
    ],
)
def test_undocumented_maximum_of_a_server_is_no_mistake(tmp_path, server, about, largest):
    """A shortened page does not end the list: nearly every server has such a page."""
    found, _, _ = walk(tmp_path, server(largest), **about)

    serious = [each for each in found if each.severity is not Severity.INFO]
    assert [each.key for each in serious if each.key != "past"] == []
    named = [each.key for each in found if each.severity is Severity.INFO]
    assert named == (["maximum"] if largest < 25 else [])


@pytest.mark.parametrize("largest", [5, 10, 25])
def test_links_count_in_the_pages_of_the_server(tmp_path, largest):
    """Django REST framework repeats the limit as it was asked for, and leaves out what was not."""

    def answer(seen):
        query = dict(parse_qsl(urlsplit(seen.target).query))
        items, page, asked = notes(25), int(query.get("page", 1)), query.get("per_page")
        limit = min(int(asked or 10), largest)
        rest = f"&per_page={asked}" if asked else ""
        goes_on = page * limit < len(items)
        body = {
            "next": f"/notes?page={page + 1}{rest}" if goes_on else None,
            "prev": f"/notes?page={page - 1}{rest}" if page > 1 else None,
            "notes": items[(page - 1) * limit :][:limit],
        }
        return Reply(body=body)

    paging = {key: value for key, value in BY_PAGE.items() if key != "page-size"}
    paging |= {"items": "/notes", "next-url": "/next", "prev-url": "/prev"}
    found, verdicts, _ = walk(tmp_path, answer, paging=paging, parameters=NO_MAXIMUM)

    assert [each.message for each in found if each.severity is not Severity.INFO] == []
    assert "pass" in verdicts


def test_pages_shorter_than_the_documented_maximum_are_a_mistake(tmp_path):
    """A client may ask for what is documented."""
    limit = ("limit", {"type": "integer", "minimum": 1, "maximum": 100})
    found, _, _ = walk(tmp_path, by_offset(10), paging=BY_OFFSET, parameters=(OFFSET[0], limit))

    assert any("as if the list ended at 10" in each.message for each in found)
    assert {each.severity for each in found} == {Severity.ERROR}


def test_faults_of_a_server_with_a_maximum_are_found(tmp_path):
    """The maximum explains short pages, and nothing else."""

    def repeating(items, skip, limit):
        return items[max(int(skip or 0) - 1, 0) :][: min(limit, 10)]

    found, _, _ = walk(tmp_path, paged(repeating), paging=BY_OFFSET)
    assert "place" in {each.key for each in found if each.severity is Severity.ERROR}
