"""Chains of pages, each named by the one before."""

from contracts.http.messages.exchange import Purpose
from contracts.observations.observer import Observer
from contracts.observations.paging.page_chains import MAX_EMPTY, chains_of, has_empty_tail, placed
from contracts.observations.paging.pages import read_page
from tests.contracts.paged import contract
from tests.contracts.shop import exchange


def pages(operation, *asked):
    """Return pages, each `(query, ids, next cursor)`."""
    observer = Observer(contract())
    path = contract().operation(operation).path
    found = []
    for number, (query, ids, following) in enumerate(asked, start=1):
        body = {"notes": [{"id": key, "text": "tea"} for key in ids], "links": {}}
        if following:
            body["meta"] = {"next": following}
        made = exchange(
            f"{path}?{query}" if query else path,
            body,
            made_for=operation,
            number=number,
            purpose=Purpose.WALK,
        )
        found.append(read_page(observer.observe(made)))
    return found


def test_chain_places_its_pages():
    """The offset of a page is the number of items before it, however long the pages are."""
    [chain] = chains_of(
        pages("byCursor", ("", [1, 2], "a"), ("after=a", [3], "b"), ("after=b", [4, 5], ""))
    )

    assert [page.offset for page in chain.pages] == [0, 2, 3]
    assert chain.is_whole
    assert chain.as_one_page().keys == ("1", "2", "3", "4", "5")


def test_chains_are_kept_apart():
    """A page belongs to the latest chain whose last page names it."""
    chains = chains_of(
        pages(
            "byCursor", ("", [1], "a"), ("after=a", [2], "a"), ("", [1], "b"), ("after=b", [2], "")
        )
    )

    assert [len(chain.pages) for chain in chains] == [2, 2]
    assert chains[0].returns_to is chains[0].pages[1]
    assert chains[1].returns_to is None


def test_page_after_an_unknown_cursor_has_no_place():
    """The documented cursor is from another server."""
    assert chains_of(pages("byCursor", ("after=dXNlcjpVMDYx", [9], ""))) == []


def test_empty_pages_that_go_on():
    """Some empty pages in a row are noticed, an empty last page is not."""
    asked = [(f"after=c{n}" if n else "", [], f"c{n + 1}") for n in range(MAX_EMPTY)]
    [chain] = chains_of(pages("byCursor", *asked))
    [ended] = chains_of(pages("byCursor", *asked[:-1], (asked[-1][0], [], "")))

    assert has_empty_tail(chain)
    assert not has_empty_tail(ended)


def test_page_numbers_count_in_pages_of_the_server():
    """Without a limit the longest page shows how many items a number counts."""
    found = placed(
        pages(
            "byPageFromZero",
            ("page=0", [1, 2, 3], ""),
            ("page=1", [4, 5, 6], ""),
            ("page=2", [7], ""),
        )
    )

    assert [page.offset for page in found] == [0, 3, 6]
    assert [page.is_last for page in found] == [False, False, True]
