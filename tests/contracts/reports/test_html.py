"""Tests of the report as an HTML page."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from contracts.redaction import Redactor
from contracts.reports.html import render
from contracts.transcript import transcript
from tests.contracts.sample import FOUND_ODD, FOUND_WRONG, ODD, report
from tests.contracts.shop import SPEC, exchange

STEPS = transcript([exchange(body={"id": 7, "status": "lost"})], Redactor())
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
    """No address, and a policy that allows this style and this script alone."""
    text = page()
    script = re.search("<script>(.*)</script>", text, re.DOTALL)[1]

    assert Page(text).addresses == []
    assert "default-src &#x27;none&#x27;" in text
    assert b64encode(sha256(script.encode()).digest()).decode() in text


def test_the_exchange_stands_beside_the_contract():
    """Request and answer on one side, the broken line of the contract marked on the other."""
    wrong = replace(
        FOUND_WRONG, steps=STEPS, finding=replace(FOUND_WRONG.finding, contract="shop.yaml:125")
    )

    text = page(findings=(wrong,), texts=TEXTS)

    assert "GET /v1/orders/7" in text
    assert "&quot;status&quot;: &quot;lost&quot;" in text
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
        steps=transcript([replace(seen, note=nasty)], Redactor()),
        curl=nasty,
        note=nasty,
        finding=replace(ODD, message=nasty, values=((nasty, nasty),), pointer=nasty, source=nasty),
    )

    text = page(findings=(found,), notes=(nasty,), targets={"shop": nasty}, vanished=(nasty,))

    assert nasty not in text
    assert text.count("<script>") == 1


def test_bytes_that_are_no_text_are_shown():
    """A body of any bytes makes a page."""
    found = replace(FOUND_WRONG, steps=transcript([exchange(body=b"\xff\x00")], Redactor()))

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
