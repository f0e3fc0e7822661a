"""Lists of every kind of pagination are walked, and judged, over a socket."""

import pytest

from contracts.probes.page_walk import MAX_CHAIN
from tests.contracts.paged import COUNTED, FOLLOWED, KINDS, PagedServer, walk


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [0, 1, 8, 10])
def test_healthy_list_passes(kind, length):
    """A list of any kind and length passes, and all requests are few."""
    found, targets = walk(kind, PagedServer(kind, length=length))

    assert set(found) <= {"pass"}
    assert "pass" in found
    assert len(targets) < 120


@pytest.mark.parametrize("kind", ["byOffset", "byPage", "byCursor", "byHeader"])
def test_skipped_item_is_found(kind):
    """An item that is left out of every page after the first shows by another page length."""
    found, _ = walk(kind, PagedServer(kind, "skips"))

    assert any(text.startswith("error: Place") for text in found), found


@pytest.mark.parametrize("kind", FOLLOWED)
def test_cycle_is_found_and_left(kind):
    """A page that leads to a page before it never ends; the walk does."""
    found, targets = walk(kind, PagedServer(kind, "cycles"))

    assert "error: Page 2 leads back to page 2, so the list never ends." in found
    assert len(targets) <= 4 * MAX_CHAIN


@pytest.mark.parametrize("kind", KINDS)
def test_last_page_that_never_ends_is_found(kind):
    """A last page that is repeated for ever shows its items twice, and the walk is bounded."""
    found, targets = walk(kind, PagedServer(kind, "ends"))

    assert [text for text in found if text.startswith("error: ")], found
    assert len(targets) <= 5 * MAX_CHAIN


@pytest.mark.parametrize("kind", FOLLOWED)
def test_endless_empty_pages_are_a_warning(kind):
    """A server may filter after paging, so empty pages are no error; the walk gives up."""
    found, targets = walk(kind, PagedServer(kind, "empty"))

    assert "warning: 5 pages in a row have no items, and each leads to another one." in found
    assert "not exercised: inconclusive: no walk reached the end of the list" in found
    assert len(targets) <= 5 * MAX_CHAIN


def test_link_to_another_host_is_not_followed():
    """The next page on another server is reported, and no request leaves the named one."""
    found, targets = walk("byLink", PagedServer("byLink", "abroad"))

    assert any("The next page is on another server or path" in text for text in found), found
    assert not [text for text in found if text.startswith("error")]
    assert {target.partition("?")[0] for target in targets} == {"/by-link"}
    assert len(targets) == 2


@pytest.mark.parametrize("kind", FOLLOWED)
def test_refusal_of_an_own_cursor_is_found(kind):
    """A server must accept what its own page leads to."""
    found, _ = walk(kind, PagedServer(kind, "refuses"))

    assert "error: The page that page 1 leads to is refused with 400." in found


def test_numbered_pages_need_no_limit():
    """Without a limit parameter the pages are requested by number, twice, past the end."""
    _, targets = walk("byPageFromZero", PagedServer("byPageFromZero"))

    numbers = [target.partition("page=")[2] for target in targets]
    assert numbers == ["0", "1", "2", "3"] * 2


def test_page_numbers_count_whole_pages():
    """A page that begins between two pages cannot be requested by number."""
    _, targets = walk("byPage", PagedServer("byPage"))

    assert not [target for target in targets if "page=" not in target and "take=" not in target][1:]
    assert len(set(targets)) > len(COUNTED)
