"""The HTML report in a browser."""

from dataclasses import replace

import pytest

from contracts.reports.html import render
from openapi.contract import Severity
from tests.acceptance.browser.watched_page import WatchedPage
from tests.contracts.example_report import FOUND_ODD, FOUND_WRONG, report


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    """A page with an error, a warning, and an error that is known, in a narrow window."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    known = replace(FOUND_WRONG, id="feedfeedfeed", accepted="until 2026-12-31, me")
    text = render(report(findings=(FOUND_WRONG, known, FOUND_ODD)))
    path.write_text(text, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.problems = []
    tab.on("console", lambda message: tab.problems.append(message.text))
    tab.on("pageerror", lambda error: tab.problems.append(str(error)))
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def shown(page):
    """Return the severities of the findings that can be seen."""
    found = page.locator("article:visible")
    return [found.nth(n).get_attribute("data-severity") for n in range(found.count())]


def test_the_page_runs_under_its_own_policy(page):
    """Its style and script are allowed, nothing is objected to, and a phone shows it whole."""
    assert page.problems == []
    assert page.locator("output").inner_text() == "3 of 3 shown"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_page_is_accessible(page):
    """axe-core finds nothing in light, in dark and on a phone."""
    assert WatchedPage(page=page).complaints() == []
    page.emulate_media(color_scheme=None)
    page.set_viewport_size({"width": 390, "height": 800})


@pytest.mark.parametrize(
    ("box", "left"),
    [
        (Severity.ERROR, ["warning"]),
        (Severity.WARNING, ["error", "error"]),
        ("known", ["error", "warning"]),
    ],
)
def test_findings_are_filtered(page, box, left):
    """A box hides its kind, and shows it again."""
    page.uncheck(f"input[value={box}]")
    without = shown(page)
    page.check(f"input[value={box}]")

    assert without == left
    assert len(shown(page)) == 3


def test_findings_are_searched(page):
    """Rule, operation and words of the message, all of them."""
    page.fill("input[type=search]", "EVEN total")
    found = shown(page)
    page.fill("input[type=search]", "")

    assert found == ["warning"]


def test_a_link_opens_its_finding(page):
    """An address with a finding's id shows just this one open."""
    article = page.locator(f"article[id='{FOUND_ODD.id}'] > details")
    before = article.get_attribute("open")
    page.evaluate(f"location.hash = '{FOUND_ODD.id}'")
    page.wait_for_selector(f"article[id='{FOUND_ODD.id}'] > details[open]")

    assert before is None
