"""A list that only seems to be paged is accused of what its names forbid, and of nothing else."""

import json
from itertools import count

import pytest

from contracts.checks.sequences.guessed_pages import ID
from openapi.contract import Severity
from openapi.loading.document import LoadOptions, load_contract
from tests.contracts.guessed import CURSOR, PAGE, document, paged, walk
from tests.contracts.live import Reply

SKIP = ("skip", "limit")


def window(items, skip, limit):
    """Answer as a healthy server does."""
    return items[int(skip or 0) :][:limit]


def repeats(items, skip, limit):
    """Answer the last item of a page on the next one again."""
    return window(items, max(int(skip or 0) - 1, 0), limit)


def loses(items, skip, limit):
    """Leave out the first item of each page but the first."""
    return window(items, int(skip or 0) + bool(skip), limit)


FAULTY = {
    "item lost": (loses, "lost", "The item 3 of a long page is on none of the short ones"),
    "item repeated": (repeats, "repeated", "The item 2 is on two pages that follow each other"),
    "limit ignored": (
        lambda items, skip, _limit: window(items, skip, 100),
        "limit ignored",
        "A page has 25 items with limit=4 and with limit=2: the limit has no effect.",
    ),
    "limit + 1": (
        lambda items, skip, limit: window(items, skip, limit + 1),
        "limit",
        "A page has 3 items, asked for were at most 2 (limit=2).",
    ),
    "offset ignored": (
        lambda items, _skip, limit: window(items, 0, limit),
        "position ignored",
        "skip has no effect.",
    ),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_planted_fault_of_a_plain_server_is_a_warning(tmp_path, fault):
    """A plain FastAPI server, its own document and nothing else: each fault is found."""
    answer, key, message = FAULTY[fault]
    found, _, _ = walk(tmp_path, paged(answer))

    assert [(each.rule, each.severity, each.key) for each in found] == [(ID, Severity.WARNING, key)]
    assert message in found[0].message
    assert "(Guessed from the names `skip` and `limit`.)" in found[0].message


def test_the_overlay_of_a_finding_makes_it_a_claim(tmp_path):
    """What the finding gives is a file that the loader takes, and that says how the list pages."""
    found, _, _ = walk(tmp_path, paged(repeats))
    spec, overlay = tmp_path / "plain.json", tmp_path / "pages.yaml"
    spec.write_text(json.dumps(document()), encoding="utf-8")
    overlay.write_text(found[0].overlay, encoding="utf-8")

    paging = load_contract(spec, options=LoadOptions(overlays=(overlay,))).operations[0].pagination
    assert (paging.position, paging.limit, paging.items) == ("skip", "limit", "")
    assert (paging.key, paging.page_size) == ("/id", 10)


_GROWING = count(100)


def another_order(items, skip, limit):
    """Answer the items in another order each time."""
    turn = next(_GROWING) % len(items)
    return window(items[turn:] + items[:turn], skip, limit)


def growing(items, skip, limit):
    """Answer a list that gets a new first item with each request, such as a journal of requests."""
    now = next(_GROWING)
    newest = [{"id": number} for number in range(now, now - len(items), -1)]
    return window(newest, skip, limit)


def with_many_of_one(items, skip, limit):
    """Answer rows of which several are equal, as those of a series of measurements are."""
    return window([{"value": 1}] * len(items), skip, limit)


def last_full_page(items, skip, limit):
    """Answer the last page as a full one: it begins earlier than was asked for."""
    return window(items, min(int(skip or 0), len(items) - limit), limit)


HEALTHY = {
    "plain": window,
    "at most three": lambda items, skip, limit: window(items, skip, min(limit, 3)),
    "at most one": lambda items, skip, _limit: window(items, skip, 1),
    "smallest page of ten": lambda items, skip, limit: window(items, skip, max(limit, 10)),
    "an offset that counts pages": lambda i, skip, limit: window(i, int(skip or 0) * limit, limit),
    "another order": another_order,
    "grows": growing,
    "equal rows": with_many_of_one,
    "an envelope": lambda i, skip, limit: {"total": len(i), "results": window(i, skip, limit)},
    "two lists": lambda items, _skip, _limit: {"notes": items, "pens": items},
    "no list": lambda _items, _skip, _limit: {"a": 1},
    "no object": lambda _items, _skip, _limit: 7,
    "texts": lambda items, skip, limit: [f"n{n}" for n, _ in enumerate(items)][int(skip or 0) :][
        :limit
    ],
    "refuses": lambda _items, _skip, _limit: Reply(status=400, body={}),
    "refuses short pages": lambda items, skip, limit: (
        window(items, skip, limit) if limit > 5 else Reply(status=400, body={})
    ),
    "no JSON": lambda _items, _skip, _limit: Reply(body=b"["),
}


@pytest.mark.parametrize("server", HEALTHY)
def test_healthy_list_is_not_accused(tmp_path, server):
    """No server that keeps to what it may do gets a warning, whatever its list is."""
    found, _, targets = walk(tmp_path, paged(HEALTHY[server]))

    assert found == []
    assert len(targets) <= 30


@pytest.mark.parametrize("length", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("answer", [window, last_full_page])
def test_short_list_is_not_accused(tmp_path, length, answer):
    """A list with fewer items than two pages is no evidence."""
    found, _, targets = walk(tmp_path, paged(answer, count=length))

    assert found == []
    assert len(targets) <= 6


@pytest.mark.parametrize("length", [2, 3, 4])
def test_fault_of_a_short_list_is_found(tmp_path, length):
    """Two items are enough to show that the second page is the first one."""
    found, _, _ = walk(tmp_path, paged(FAULTY["offset ignored"][0], count=length))

    assert [each.key for each in found] == ["position ignored"]


@pytest.mark.parametrize("first", [0, 1])
def test_pages_are_counted_from_0_or_1(tmp_path, first):
    """The document does not say which; neither is accused, and an overlap of both is found."""

    def page(items, number, limit):
        return window(items, (int(number or first) - first) * limit, limit)

    def overlapping(items, number, limit):
        skip = (int(number or first) - first) * limit
        return window(items, max(skip - 1, 0), limit)

    assert walk(tmp_path, paged(page), parameters=PAGE)[0] == []
    found = walk(tmp_path, paged(overlapping), parameters=PAGE)[0]
    assert [each.key for each in found] == ["repeated"]


def test_page_that_has_no_effect_is_found(tmp_path):
    """Every page is the first one."""
    found, _, _ = walk(tmp_path, paged(lambda i, _p, limit: i[:limit]), parameters=PAGE)

    assert [each.key for each in found] == ["position ignored"]


def by_cursor(items, cursor, limit, back=0):
    """Answer a page whose cursor is the place of the next one, with the time beside it."""
    skip = max(int((cursor or "0").partition(".")[0]), 0)
    following = f"{skip + limit - back}.{next(_GROWING)}"
    return {"data": items[skip:][:limit], "meta": {"next_cursor": following}}


def test_cursors_are_followed(tmp_path):
    """A cursor may be another text each time; only what it leads to counts."""

    def overlapping(items, cursor, limit):
        return by_cursor(items, cursor, limit, back=1)

    assert walk(tmp_path, paged(by_cursor), parameters=CURSOR)[0] == []
    found = walk(tmp_path, paged(overlapping), parameters=CURSOR)[0]
    assert [each.key for each in found] == ["repeated"]
    assert '"cursor":"cursor","next":"/meta/next_cursor"' in found[0].overlay


def test_an_item_between_two_pages_of_any_kind_is_found(tmp_path):
    """Numbers of pages and cursors that pass over an item lose it as an offset does."""

    def page(items, number, limit):
        return window(items, (int(number or 1) - 1) * (limit + 1), limit)

    def losing(items, cursor, limit):
        return by_cursor(items, cursor, limit, back=-1)

    assert [each.key for each in walk(tmp_path, paged(page), parameters=PAGE)[0]] == ["lost"]
    assert [each.key for each in walk(tmp_path, paged(losing), parameters=CURSOR)[0]] == ["lost"]


def leading(to):
    """Return answers of a list by cursor, whose next place a function of place and length says."""

    def answer(items, cursor, limit):
        skip, limit = int(cursor or 0), min(limit, 10)
        following = to(skip, skip + limit, len(items))
        return {"data": items[skip:][:limit], "next_cursor": following and str(following)}

    return paged(answer)


LOOPS = {
    "the last page leads to the first": lambda _, after, end: after if after < end else "0",
    "the second page leads to itself": lambda skip, after, _: skip or after,
    "the last page leads to itself": lambda skip, after, end: after if after < end else skip,
}


@pytest.mark.parametrize("loop", LOOPS)
def test_cursors_that_lead_in_a_circle_are_found(tmp_path, loop):
    """A client that follows them never ends."""
    found, _, targets = walk(tmp_path, leading(LOOPS[loop]), parameters=CURSOR)

    assert [(each.key, each.severity) for each in found] == [("loop", Severity.WARNING)]
    assert "The cursors lead in a circle: the page that begins with" in found[0].message
    assert len(targets) <= 60


def equal_rows(items, cursor, limit):
    """Answer rows without an id, of which every ten are equal to the ten before."""
    skip, after = int(cursor or 0), int(cursor or 0) + min(limit, 10)
    rows = [{"value": place % 10} for place, _ in enumerate(items)][skip:after]
    return {"data": rows, "next_cursor": str(after) if after < len(items) else None}


def tail(items, cursor, limit):
    """Answer events; the cursor of the last page waits for new ones."""
    page = items[int(cursor or 0) :][:limit]
    return {"data": page, "next_cursor": str(min(int(cursor or 0) + limit, len(items)))}


def one_by_one(items, cursor, _limit):
    """Answer one item after the other, two of which are equal."""
    skip = int(cursor or 0)
    page = [{"id": items[skip]["id"] // 2}] if skip < len(items) else []
    return {"data": page, "next_cursor": str(skip + 1) if page else ""}


@pytest.mark.parametrize("answer", [by_cursor, equal_rows, tail, one_by_one])
@pytest.mark.parametrize("count", [1, 9, 25, 300])
def test_healthy_cursors_are_not_accused(tmp_path, answer, count):
    """A cursor that waits for more, and rows that are equal, are no circle."""
    found, _, targets = walk(tmp_path, paged(answer, count=count), parameters=CURSOR)

    assert found == []
    assert len(targets) <= 30


def by_last_id(items, cursor, limit, *, back=0):
    """Answer what follows the id that the cursor is; `back` items of the page before come again."""
    rest = [each for each in items if each["id"] > int(cursor or 0) - (back if cursor else 0)]
    page = rest[: min(limit, 10)]
    return {"data": page, "next_cursor": page[-1]["id"] if len(rest) > len(page) else 0}


NUMBERED = (("cursor", {"type": "integer"}), ("limit", {"type": "integer"}))


def test_a_cursor_that_is_the_id_of_the_last_item_is_followed(tmp_path):
    """It is a number in the document and in the answer, and 0 on the last page is no place."""

    def inclusive(items, cursor, limit):
        return by_last_id(items, cursor, limit, back=1)

    [found], _, _ = walk(tmp_path, paged(inclusive), parameters=NUMBERED)
    assert found.key == "repeated"
    assert "is on two pages that follow each other" in found.message

    healthy, verdicts, _ = walk(tmp_path, paged(by_last_id), parameters=NUMBERED)
    assert (healthy, "pass" in verdicts) == ([], True)


def test_a_pass_is_a_pass_and_short_lists_prove_nothing(tmp_path):
    """Green is only what was compared."""
    assert "pass" in walk(tmp_path, paged(window))[1]
    assert "the list has too few items" in walk(tmp_path, paged(window, count=1))[1]
    changing = walk(tmp_path, paged(growing))[1]
    assert "inconclusive: the pages are not parts of one list that does not change" in changing
