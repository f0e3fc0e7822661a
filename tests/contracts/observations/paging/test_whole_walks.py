"""Tests of walks over pages without a parameter for their length."""

from contracts.observations.paging.guessed_pages import Doubt, GuessedPage, position_after
from contracts.observations.paging.whole_walks import doubt_about_walk, repeated_item
from openapi.contract import PageKind
from openapi.schema.paging.parameters import PageParameters
from tests.acceptance.cases import cases


def parameters(kind):
    """Return a position without a length."""
    return PageParameters(
        limit="", least=1, most=None, lengths=(), usual=None, position="page", kind=kind
    )


NUMBER, CURSOR = parameters(PageKind.PAGE), parameters(PageKind.CURSOR)


def walked(*texts, given=NUMBER, times=5):
    """Return the pages of walks; each text has the ids of one page, and the first has no place."""
    counted = given.kind is PageKind.PAGE
    return [
        GuessedPage(
            position=(n if counted else position_after(n)) if n else None,
            limit=0,
            keys=tuple(text),
        )
        for _ in range(times)
        for n, text in enumerate(texts)
    ]


@cases(
    "pages, given, key",
    {
        "between-numbers": (("abc", "abc", "cde", "fgh"), NUMBER, "c"),
        "numbers-from-zero": (("abc", "cde", "fgh"), NUMBER, "c"),
        "between-cursors": (("abc", "cde"), CURSOR, "c"),
        "later": (("ab", "cd", "ef", "fg"), CURSOR, "f"),
    },
)
def test_an_item_on_two_pages_is_found(pages, given, key):
    """The pages that have it are shown."""
    found = repeated_item(walked(*pages, given=given), given)

    assert (found.doubt, found.key) == (Doubt.REPEATED, key)
    assert all(key in page.keys for page in found.pages)


@cases(
    "pages, given",
    {
        "each-item-once": (("abc", "abc", "def", "g"), NUMBER),
        "a-last-page-that-is-full": (("abc", "abc", "def", "efg"), NUMBER),
        "the-last-page-again-and-again": (("abc", "abc", "def", "def", "def"), NUMBER),
        "every-page-the-same": (("abc", "abc", "abc", "abc"), NUMBER),
        "equal-rows": (("aab", "bcc", "dd"), CURSOR),
        "in-a-circle": (("ab", "cd", "ab"), CURSOR),
        "empty": (("", "", ""), NUMBER),
    },
)
def test_a_walk_that_may_be_right_is_not_accused(pages, given):
    """A server may fill its last page, and answer it for every later number."""
    assert repeated_item(walked(*pages, given=given), given) is None


def test_a_list_that_changes_is_not_accused():
    """The same request has another answer, so that an item may have moved."""
    moving = [*walked("abc", "cde", "fgh", times=4), *walked("xab", "cde", "fgh", times=1)]

    assert repeated_item(moving, NUMBER) is None
    assert repeated_item(walked("abc", "cde", "fgh", times=4), NUMBER) is None


def test_a_short_walk_proves_nothing():
    """Of numbered pages the last one is not compared."""
    assert doubt_about_walk(walked("abc", "abc", "d"), NUMBER)
    assert not doubt_about_walk(walked("abc", "abc", "def", "g"), NUMBER)
    assert not doubt_about_walk(walked("abc", "d", given=CURSOR), CURSOR)
