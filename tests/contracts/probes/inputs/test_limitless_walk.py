"""A list with a place for its pages and no length is walked, and accused of an item twice alone."""

from contracts.observations.paging.whole_walks import MAX_PAGES
from tests.acceptance.cases import cases
from tests.contracts.guessed import paged, walk

NUMBERS = {"parameters": (("page", {"type": "integer"}),)}
CURSORS = {"parameters": (("cursor", {"type": "string"}),)}
SIZE = 4


def numbered(items, page, _limit, *, shift=0):
    """Answer a page by its number; `shift` items of the page before come again."""
    start = (int(page or 1) - 1) * (SIZE - shift)
    return items[start : start + SIZE]


def repeating(items, page, _limit):
    """Answer the last item of a page on the next one again."""
    return numbered(items, page, _limit, shift=1)


def clamped(items, page, _limit):
    """Answer the last page for every later number."""
    last = -(-len(items) // SIZE)
    return numbered(items, min(int(page or 1), last), _limit)


def by_cursor(items, cursor, _limit, *, back=0):
    """Answer a page by its cursor, which leads `back` items before the next page."""
    start = int(cursor or 0)
    after = start + SIZE - back
    more = {"next_cursor": str(after)} if start + SIZE < len(items) else {}
    return {"notes": items[start : start + SIZE], **more}


def back_by_one(items, cursor, _limit):
    """Answer a cursor that leads to the last item of its page."""
    return by_cursor(items, cursor, _limit, back=1)


def without_ids(items, page, _limit):
    """Answer items that cannot be recognised."""
    return [{"text": each["text"]} for each in repeating(items, page, _limit)]


@cases(
    "answer, about, message",
    {
        "numbers": (repeating, NUMBERS, "The item 4 is on two pages that follow each other"),
        "cursors": (back_by_one, CURSORS, "The item 4 is on two pages that follow each other"),
    },
)
def test_an_item_that_comes_twice_is_a_warning(tmp_path, answer, about, message):
    """Nothing is documented but a name, so that every page is asked for five times."""
    [found], _, targets = walk(tmp_path, paged(answer), **about)

    assert found.rule == "guessed-pages"
    assert found.severity.value == "warning"
    assert message in found.message
    assert "first page" in found.values[0][0] or "=" in found.values[0][0]
    assert len(targets) <= 5 * (MAX_PAGES + 1)


@cases(
    "answer, about",
    {
        "numbers": (numbered, NUMBERS),
        "the-last-page-again": (clamped, NUMBERS),
        "cursors": (by_cursor, CURSORS),
        "no-effect": (lambda items, *_: items[:SIZE], NUMBERS),
        "no-list": (lambda *_: {"a": 1}, NUMBERS),
        "no-ids": (without_ids, NUMBERS),
    },
)
def test_a_healthy_walk_is_sent_once(tmp_path, answer, about):
    """And not accused, also where the number may have no effect."""
    found, _, targets = walk(tmp_path, paged(answer), **about)

    assert found == []
    assert len(targets) <= MAX_PAGES + 1


def test_a_whole_walk_passes(tmp_path):
    """Each item was on one page."""
    assert walk(tmp_path, paged(numbered), **NUMBERS)[1][0] == "pass"
    assert walk(tmp_path, paged(by_cursor), **CURSORS)[1][0] == "pass"
