"""Tests of the report as an HTML page."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.reports.html import render
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, ODD, SHOWN, UNPROVED, report
from tests.contracts.shop import SPEC, exchange

STEPS = redact_exchanges([exchange(body={"id": 7, "status": "lost"})], Redactor())
TEXTS = {"shop.yaml": SPEC.read_text(encoding="utf-8")}


class Page(HTMLParser):
    """The elements of a page, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.addresses = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Keep a tag, and what it would load."""
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in {"src", "href", "action"}]
        if tag not in {"meta", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the innermost element."""
        assert self.open.pop() == tag


def page(**changes):
    """Return the page of a report."""
    return render(report(**changes))


def test_the_page_is_whole():
    """Every element is closed, one article per finding."""
    found = Page(page())

    assert found.open == []
    assert found.tags.count("article") == 2


def test_nothing_is_loaded_from_anywhere():
    """No address but places of the page; a policy that allows this style and script alone."""
    text = page()
    script = re.search("<script>(.*)</script>", text, re.DOTALL)[1]
    style = re.search("<style>(.*)</style>", text, re.DOTALL)[1]

    assert {address[0] for address in Page(text).addresses} == {"#"}
    assert "default-src &#x27;none&#x27;" in text
    assert "unsafe-inline" not in text
    assert not re.search(r"url\(|@import|//", style)
    for part in (script, style):
        assert b64encode(sha256(part.encode()).digest()).decode() in text


def test_the_exchange_is_beside_the_contract():
    """Request and answer on one side, the broken line of the contract marked on the other."""
    wrong = replace(
        FOUND_WRONG, exchanges=STEPS, finding=replace(FOUND_WRONG.finding, contract="shop.yaml:125")
    )

    text = page(findings=(wrong,), texts=TEXTS)

    assert "GET /v1/orders/7" in text
    assert "<mark>  &quot;status&quot;: &quot;lost&quot;</mark>" in text
    assert re.search("<mark>  125  .*enum: .open, done.*</mark>", text)


def test_what_a_server_says_is_no_markup():
    """Everything from outside is escaped."""
    nasty = "<script>alert(1)</script>"
    seen = exchange(
        nasty, nasty.encode(), headers=((nasty, nasty),), sent=((nasty, nasty),), failure=""
    )
    found = replace(
        FOUND_ODD,
        id=nasty,
        exchanges=redact_exchanges([replace(seen, note=nasty)], Redactor()),
        curl=nasty,
        note=nasty,
        finding=replace(ODD, message=nasty, values=((nasty, nasty),), pointer=nasty, source=nasty),
    )

    text = page(findings=(found,), notes=(nasty,), targets={"shop": nasty}, resolved=(nasty,))

    assert nasty not in text
    assert text.count("<script>") == 1


def test_bytes_that_are_no_text_are_shown():
    """A body of any bytes makes a page."""
    found = replace(
        FOUND_WRONG, exchanges=redact_exchanges([exchange(body=b"\xff\x00")], Redactor())
    )

    assert "\\xff" in page(findings=(found,))


def test_a_clean_run_says_so():
    """Nothing is wrong, and the page says it passed."""
    text = page(findings=())

    assert "Nothing is wrong." in text
    assert '<span class="passed">passed</span>' in text


def test_each_severity_can_be_hidden():
    """One box for each severity, with how many there are."""
    text = re.sub(r"\s+", " ", page())

    assert [text.count(f'value="{name}" checked') for name in ("error", "warning", "info")] == [
        1, 1, 1,
    ]  # fmt: skip
    assert "error (1)" in text
    assert 'value="known"' not in text


def test_known_findings_have_a_box_of_their_own():
    """An accepted finding is marked, and does not fail the run."""
    text = re.sub(
        r"\s+", " ", page(findings=(replace(FOUND_WRONG, accepted="until 2026-12-31, me"),))
    )

    assert 'value="known" checked' in text
    assert "0 errors, 0 warnings, 1 known" in text
    assert 'data-severity="error" data-known>' in text


def test_only_the_worst_are_open():
    """On a page with errors a warning is closed."""
    many = tuple(replace(FOUND_WRONG, id=f"{n:012}") for n in range(9))
    text = page(findings=(*many, FOUND_ODD))

    assert text.count("<details open><summary>") == 3
    assert page(findings=(FOUND_ODD,)).count("<details open><summary>") == 1


def test_two_answers_that_are_compared_are_both_open():
    """Of more than two steps only the last one is open."""
    first = exchange(body={"id": 7, "total": 5}, number=1)
    steps = [replace(first, number=n) for n in range(1, 4)]
    pair = replace(FOUND_WRONG, exchanges=redact_exchanges(steps[:2], Redactor()))
    longer = replace(FOUND_WRONG, exchanges=redact_exchanges(steps, Redactor()))

    assert "<details open><summary>Request 1 of 2: GET" in page(findings=(pair,))
    assert "<details><summary>Request 2 of 3: GET" in page(findings=(longer,))


def test_the_answer_that_is_wrong_is_the_open_one():
    """The open step need not be the last: HEAD is between two GETs."""
    steps = [exchange(body={"id": 7}, number=n) for n in (11, 12, 13)]
    found = replace(
        FOUND_WRONG,
        exchange_numbers=(11, 12, 13),
        exchanges=redact_exchanges(steps, Redactor()),
        finding=replace(FOUND_WRONG.finding, exchange=12),
    )

    text = page(findings=(found,))

    assert "<h3>Request 2 of 3" in text
    assert "<details><summary>Request 3 of 3: GET" in text


def test_a_header_that_is_meant_is_marked():
    """A finding about a header marks it, regardless of case."""
    seen = exchange(headers=(("X-Count", "many"), ("X-Other", "1")))
    found = replace(
        FOUND_WRONG,
        exchanges=redact_exchanges([seen], Redactor()),
        finding=replace(FOUND_WRONG.finding, pointer="x-count", values=()),
    )

    assert "<mark>X-Count: many</mark>X-Other: 1" in page(findings=(found,))


def test_a_body_of_thousands_of_records_stays_small():
    """The wrong record is shown with its neighbours; the others are counted."""
    records = [{"id": n, "status": "open"} for n in range(4000)]
    records[2500]["status"] = "lost"
    wrong = replace(
        FOUND_WRONG,
        exchanges=redact_exchanges([exchange(body={"data": records})], Redactor()),
        finding=replace(
            FOUND_WRONG.finding,
            pointer="/data/2500/status",
            values=(("/data/2500/status", '"lost"'),),
        ),
    )

    text = page(findings=(wrong,))

    assert "<mark>      &quot;status&quot;: &quot;lost&quot;</mark>" in text
    assert "… 2497 more" in text
    assert len(text) < 60_000


def test_what_was_not_met_is_named():
    """Statuses and words that no answer had, with their line in the contract."""
    text = page()

    assert "Statuses: 1 of 2 seen; not seen: 404 (shop.yaml:70)" in text
    assert "Enum values: 1 of 2 seen; not seen: &quot;done&quot; (shop.yaml:120)" in text


def test_thousands_of_operations_that_are_not_judged_are_one_entry():
    """The page can be opened, and each is named."""
    many = tuple(replace(UNPROVED, id=f"op{n}", exchanges=0) for n in range(3000))
    text = render(report(operations=(SHOWN, *many), findings=()))

    assert text.count("<details>") == 2
    assert "3000 operations</span>" in text
    assert "shop op2999 · GET" in text
