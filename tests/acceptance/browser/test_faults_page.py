"""The page "faults" in a real browser."""

import pytest

from mock_server.faults.model.fault import FaultKind
from tests.acceptance.raw_socket import exchange, request

JOBS = b"/subscriptions/imports"


def ask(mock, target=JOBS, *headers):
    """Send a request to the mock."""
    return exchange(("127.0.0.1", mock.settings.port), request(target, headers=headers))


SWITCH = ".fault:has(.name .mono:text-is('{name}')) input[role=switch]"


def switch(page, name):
    """Return the switch of a fault."""
    return page.locator(SWITCH.format(name=name)).first


@pytest.fixture
def watched(open_page):
    """The page, when the faults of the first operation are there, and set to every session."""
    watched = open_page("faults?session=tab-1")
    watched.page.wait_for_selector("text=Pagination")
    watched.page.check("text=every session")
    return watched


@pytest.fixture
def page(watched):
    """The same for tests that need no log."""
    return watched.page


def test_switched_fault_shows_in_the_journal(page, open_page, mock):
    """A fault that is switched on changes the next answer, and the journal names it."""
    switch(page, "server-error").check()
    page.wait_for_selector(".chip:has-text('server-error')")
    answer = ask(mock)
    journal = open_page("journal").page

    assert answer.status == 500
    assert "fault server-error" in journal.wait_for_selector("#list [role=option]").text_content()
    switch(page, "server-error").uncheck()
    page.wait_for_selector(".chip", state="detached")
    assert ask(mock).status == 200


def test_fault_of_one_session_is_for_that_session(page, mock):
    """The page begins with the shown session; a fault of it leaves other clients alone."""
    page.reload()
    page.wait_for_selector("text=Pagination")
    switch(page, "server-error").check()
    page.wait_for_selector(".chip:has-text('server-error')")

    assert ask(mock).status == 200
    assert ask(mock, JOBS, b"X-Mock-Session: tab-1").status == 500


def test_settings_are_sent_with_the_fault(page, mock):
    """What is typed into the settings is sent to the mock, and shown as text."""
    fault = page.locator(".fault:has(.name .mono:text-is('server-error'))").first
    fault.locator("summary").click()
    fault.locator("label:has-text('count') input").fill("1")
    text = fault.locator("code").inner_text()
    switch(page, "server-error").check()
    page.wait_for_selector(".chip:has-text('1 more')")

    assert text == "server-error;count=1"
    assert [ask(mock).status for _ in range(2)] == [500, 200]


def test_invalid_setting_is_explained(watched, page):
    """A value that the mock refuses is a notice, and the switch goes back."""
    fault = page.locator(".fault:has(.name .mono:text-is('server-error'))").first
    fault.locator("summary").click()
    fault.locator("label:has-text('one-in') input").fill("0")
    switch(page, "server-error").click()
    watched.expect("400")
    page.wait_for_selector(".notice.error:has-text('one-in')")
    page.wait_for_selector(f"{SWITCH.format(name='server-error')}:not(:checked)")

    assert page.locator(".chip").count() == 0


def test_faults_say_what_must_catch_them(page):
    """Each fault has the checks and rules that must report it, grouped by what it breaks."""
    groups = page.locator("details.group summary h2").all_inner_texts()

    kinds = {*FaultKind} - {FaultKind.RECORDS}  # no operation of these APIs writes
    assert {text.split()[0].lower() for text in groups[: len(kinds)]} == kinds
    assert (
        "answered" in page.locator(".fault:has(.name .mono:text-is('reset')) .caught").inner_text()
    )


def test_faults_are_searched(page):
    """Words are looked for in names, descriptions and checks."""
    page.fill("input[type=search]", "framing")
    found = page.locator(".fault:visible .caught").all_inner_texts()

    assert found
    assert all("framing" in text for text in found)


def test_fault_that_another_client_arms_is_seen(page, mock):
    """What the shell or a test arms shows here too."""
    mock.arm("delay;seconds=0")
    page.wait_for_selector(".chip:has-text('delay')")

    assert switch(page, "delay").is_checked()


def test_page_with_all_open_is_accessible(open_page):
    """With every group and all settings open, axe-core finds nothing, and nothing sticks out.

    Four faults of each group are looked at, one with its settings: they are all drawn alike.
    """
    watched = open_page("faults")
    watched.page.wait_for_selector("text=Pagination")
    watched.page.evaluate(
        "document.querySelectorAll('details.group, .fault:nth-child(1) details')"
        ".forEach(each => { each.open = true });"
        "document.querySelectorAll('.fault:nth-child(n+5)').forEach(each => each.remove())"
    )

    assert watched.complaints() == []
