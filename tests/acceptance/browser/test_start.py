"""The first page of the console: operations, requests to copy, fields and contradictions."""

import shlex
import subprocess
from urllib.parse import quote

import pytest

JOBS = "/subscriptions/imports"


def hash_of(api, operation):
    """Return the fragment that selects an operation."""
    return "#" + quote(f"{api}/{operation}", safe="")


@pytest.fixture
def import_page(open_page, packaged_operation):
    """The page of the operation with the most fields that contradict."""
    return open_page(hash_of(*packaged_operation)).page


@pytest.fixture
def packaged_operation(mock):
    """The API and the id of an operation with a choice of readings."""
    contract = next(each for each in mock.contracts if each.api.startswith("p"))
    return contract.api, contract.operations[0].id


def test_copied_curl_command_works(open_page, mock):
    """The first command that the page offers gets the answer that it names."""
    page = open_page("?session=pasted").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=mock.url)
    page.get_by_role("button", name="Copy: curl for 200").first.click()
    page.wait_for_selector(".notice.good")
    command = page.evaluate("navigator.clipboard.readText()")
    ran = subprocess.run(  # noqa: S602 - a command that a user pastes into a shell
        f"{command} --silent --output /dev/null --write-out %{{http_code}}",
        shell=True, capture_output=True, check=True, encoding="utf-8", timeout=30,
    )  # fmt: skip

    assert "/__session/pasted/" in command
    assert ran.stdout == "200"


def test_requests_are_offered_in_four_formats(import_page):
    """A format is chosen once for all requests."""
    formats = import_page.get_by_role("group", name="Copy requests as")
    for name, begin in (("URL", "http://"), ("fetch", "const answer"), ("HTTPie", "http GET ")):
        formats.get_by_text(name, exact=True).click()

        assert import_page.locator(".request pre").first.text_content().startswith(begin), name


def test_texts_of_a_document_stay_one_word_of_the_shell(open_page):
    """Quotes, spaces and commands in a header or a body are data for curl and HTTPie."""
    evil = 'it\'s $(touch x) `touch y` "z"; rm -rf ~\nnext'
    request = {
        "method": "POST",
        "target": "/a?b=" + quote(evil, safe=""),
        "headers": [{"name": "X-Evil", "value": evil}, {"name": "X-Empty", "value": ""}],
        "body": evil,
        "form": [],
    }
    made = open_page().page.evaluate(
        """async request => {
          const { FORMATS } = await import("./static/request_formats.js");
          return Object.fromEntries(
            Object.entries(FORMATS).map(([name, write]) => [name, write(request, "http://m")]));
        }""",
        request,
    )
    url = f"http://m{request['target']}"

    assert shlex.split(made["curl"]) == [
        "curl", "-X", "POST", "-H", f"X-Evil: {evil}", "-H", "X-Empty;", "--data-raw", evil, url,
    ]  # fmt: skip
    assert shlex.split(made["HTTPie"]) == [
        "http", "--raw", evil, "POST", url, f"X-Evil:{evil}", "X-Empty;",
    ]  # fmt: skip
    assert made["URL"] == url


def test_fetch_that_is_offered_works(import_page):
    """The call of fetch, pasted into the console of a browser, gets the answer."""
    import_page.get_by_role("group", name="Copy requests as").get_by_text("fetch").click()
    code = import_page.locator(".request pre").first.text_content()
    session = import_page.context.new_cdp_session(import_page)
    ran = session.send(
        "Runtime.evaluate",
        {"expression": f"(async () => {{ {code}; return answer.status }})()",
         "awaitPromise": True, "returnByValue": True},
    )  # fmt: skip

    assert ran["result"]["value"] == 200


def test_operations_are_found_by_their_words(open_page):
    """The filter leaves the operations that have all words; a link selects one."""
    page = open_page().page
    page.fill("#filter", "members show")
    page.wait_for_function("() => document.querySelectorAll('.operations li').length === 1")
    page.click(".operations a")
    page.wait_for_selector('.operation h2:has-text("members/imports")')

    assert page.url.partition("#")[2]


def test_contradiction_is_beside_its_field_and_can_be_read_otherwise(import_page):
    """Each side has its line; the other reading is served at once, and shown as chosen."""
    row = import_page.locator(".fields li:has(> .field-name code:text-matches('payloads'))")
    row.locator("summary").first.click()
    sides = row.locator(".sides").first.text_content()
    was_plural = row.get_by_role("radio", name="plural").is_checked()
    row.get_by_role("radio", name="singular").check()
    import_page.wait_for_selector(".tag.accent:has-text('read as singular')")
    body = import_page.evaluate(
        """async () => (await fetch("../v3/x/members/imports/7",
             { headers: { "X-Loyalty-Club-Slug": "x" } })).json()"""
    )

    assert was_plural
    assert "line 124" in sides
    assert "members_in_payload_number" in body
    import_page.locator(".discrepancy[open] input[type=radio]").first.check()
    import_page.wait_for_selector(".tag.accent:has-text('read as')", state="detached")


def test_open_contradictions_are_accessible(open_page, packaged_operation):
    """With fields and a contradiction unfolded, axe-core is content, and 320 pixels are enough."""
    watched = open_page(hash_of(*packaged_operation))
    for closed in (".operation details.section:not([open])", ".discrepancy"):
        watched.page.locator(f"{closed} > summary:visible").first.click()

    assert watched.complaints() == []
