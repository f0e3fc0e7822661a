"""The page "journal" in a real browser."""

import json
import socket
import time

from mock_server.admin.event_stream import news_events
from mock_server.journal.entries.following import News
from tests.acceptance.browser.watched_page import NARROW
from tests.acceptance.raw_socket import exchange, request

JOBS = b"/subscriptions/imports"
ROW = "#list [role=option]"
HOSTILE = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
WITH_BODIES = f"""
openapi: 3.0.3
info: {{title: t, version: "1"}}
paths:
  /a:
    post:
      requestBody: {{content: {{text/plain: {{schema: {{type: string}}}}}}}}
      responses:
        '200': {{description: ok, content: {{text/html: {{example: {json.dumps(HOSTILE)}}}}}}}
"""
CONTRADICTING = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string}}}
              example: {id: 7}
"""
MAX_ROWS = 80
"""Rows that may be in the page at once: those in sight, and some more."""


def ask(mock, target, *headers, method=b"GET", body=b""):
    """Send a request to the mock, with exactly these bytes."""
    sent = request(target, method=method, headers=headers, body=body)
    return exchange(("127.0.0.1", mock.settings.port), sent)


def pour(mock, count, *, target=JOBS, per_second=None):
    """Send many requests on one connection, at most so many a second."""
    one = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    batch = 50 if per_second is None else per_second // 20
    with socket.create_connection(("127.0.0.1", mock.settings.port), timeout=30) as client:
        for _ in range(count // batch):
            client.sendall(one * batch)
            answered = b""
            while answered.count(b"HTTP/1.1 ") < batch:
                answered += client.recv(1 << 20)
            if per_second is not None:
                time.sleep(1 / 20)


def latest(mock):
    """Return the number of the latest exchange."""
    return mock.journal.entries()[-1].id


def wait_for_count(page, text):
    """Wait until the page states so many exchanges."""
    # Not by a function: the page's policy lets a test run no text as a script.
    page.wait_for_selector(f"#count:text-is('{text}')")


def test_exchanges_appear_as_they_happen(open_page, mock):
    """A request is seen without loading the page again, with its operation and its status."""
    page = open_page("journal").page
    ask(mock, JOBS + b"?page%5Blimit%5D=500")
    row = page.wait_for_selector(ROW)

    assert "400" in row.text_content()
    assert "listImportJobs" in row.text_content()
    assert "refused" in row.text_content()


def test_details_say_why_a_request_was_refused(open_page, mock):
    """Request and answer are side by side, with the nearest operation field by field."""
    ask(mock, b"/v3/mall/member/imports/7", b"X-Trace: abc")
    watched = open_page("journal")
    page = watched.page
    page.click(ROW)
    details = page.wait_for_selector(".exchange")
    text = details.inner_text()

    assert "Why the mock refused it" in text
    assert "path segment 3\tmembers\tmember" in text
    assert "x-trace" in text
    assert page.url.endswith(f"#{latest(mock)}")
    assert watched.complaints() == []


def test_link_opens_an_exchange(open_page, mock):
    """The address of an exchange shows its details."""
    ask(mock, JOBS)
    page = open_page(f"journal#{latest(mock)}").page

    assert "listImportJobs" in page.wait_for_selector(".exchange").inner_text()


def test_list_is_used_by_keyboard(open_page, mock):
    """Arrow keys choose, Enter goes to the details, Escape back to the list."""
    for number in range(3):
        ask(mock, b"/nothing/%d" % number)
    watched = open_page("journal")
    page = watched.page
    page.wait_for_selector(ROW)
    page.focus("#list")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".exchange:has-text('/nothing/1')")
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("Escape")
    page.wait_for_selector(".exchange", state="detached")

    assert focused == "details-title"
    assert page.evaluate("document.activeElement.id") == "list"


FILTERS = {
    "words": ("input[type=search]", "NOTHING 404", ""),
    "left-out words": ("input[type=search]", "-404 !405 !documented", ""),
    "note": ("[aria-label=Outcome]", "noted", ""),
    "status": ("[aria-label=Status]", "2XX", ""),
    "outcome": ("[aria-label=Outcome]", "fault", ""),
    "method": ("[aria-label=Method]", "POST", ""),
    "session": ("[aria-label=Sessions]", "one", "all"),
}
"""A control, a choice that one of five exchanges matches, and the choice that all match."""


def test_lines_are_filtered(open_page, mock):
    """Only what matches each filter is listed; the count states both numbers."""
    mock.arm("server-error;count=1")
    ask(mock, JOBS)
    ask(mock, JOBS, b"X-Mock-Session: tab-1")
    ask(mock, b"/nothing")
    ask(mock, JOBS, method=b"POST")
    ask(mock, JOBS, b"Prefer: cod=404, code=500")
    page = open_page("journal?session=tab-1").page
    wait_for_count(page, "5 exchanges")
    for control, choice, every in FILTERS.values():
        choose = page.fill if control.startswith("input") else page.select_option
        choose(control, choice)
        wait_for_count(page, "1 of 5 exchanges")
        page.wait_for_selector("#list [aria-setsize='1']")
        choose(control, every)
        wait_for_count(page, "5 exchanges")


def test_replay_gives_the_answer(open_page, mock):
    """A request is sent again, and the new exchange is shown and listed."""
    ask(mock, b"/__session/tab-1" + JOBS + b"?__scenario=no-jobs")
    page = open_page("journal").page
    page.click(ROW)
    page.click("text=Replay")
    page.wait_for_selector(".exchange:has-text('tab-1')")
    page.wait_for_url(f"**/journal#{latest(mock)}")
    wait_for_count(page, "2 exchanges")

    assert '"data": []' in page.text_content(".exchange")


def test_clear_empties_journal_and_page(open_page, mock):
    """The button deletes what the mock keeps; the page, and another one, show it."""
    ask(mock, JOBS)
    page, other = open_page("journal").page, open_page("journal").page
    wait_for_count(other, "1 exchange")
    page.click("button:has-text('Clear')")
    wait_for_count(page, "0 exchanges")
    wait_for_count(other, "0 exchanges")

    assert mock.journal.count() == 0


def test_archive_has_what_is_shown(open_page, mock):
    """The export is an HTTP archive of the exchanges that match the filter."""
    ask(mock, JOBS)
    ask(mock, b"/nothing")
    page = open_page("journal").page
    wait_for_count(page, "2 exchanges")
    page.fill("input[type=search]", "nothing")
    with page.expect_download() as download:
        page.click("text=Export HAR")
    log = json.loads(download.value.path().read_text())["log"]

    assert [each["request"]["url"].partition("/nothing")[1] for each in log["entries"]] == [
        "/nothing"
    ]


def test_two_hundred_requests_a_second_all_arrive(open_page, mock):
    """For a second under load, no exchange is lost, and few rows are in the page."""
    page = open_page("journal").page
    pour(mock, 200, per_second=200)
    wait_for_count(page, "200 exchanges")

    assert page.locator(ROW).count() <= MAX_ROWS


def test_ten_thousand_lines_are_scrolled(open_page, mock):
    """The page has a few rows at a time, at both ends and after more have come."""
    pour(mock, 10_000)
    page = open_page("journal").page
    wait_for_count(page, "10,000 exchanges")
    first = page.locator(ROW).first
    at_the_top = (page.locator(ROW).count(), first.get_attribute("aria-posinset"))
    page.focus("#list")
    page.keyboard.press("End")
    page.wait_for_selector("#list [aria-posinset='10000'][aria-selected=true]")
    at_the_end = page.locator(ROW).count()
    pour(mock, 200)
    page.wait_for_selector("#list [aria-posinset='10000']:not([aria-selected=true])")

    assert at_the_top[1] == "1"
    assert max(at_the_top[0], at_the_end, page.locator(ROW).count()) <= MAX_ROWS
    assert page.locator(ROW).last.get_attribute("aria-setsize") == "10000"


def test_narrow_screen_shows_every_row_at_once(open_page, mock):
    """The higher rows of a narrow screen are not cut off before something else happens."""
    for number in range(8):
        ask(mock, b"/nothing/%d" % number)
    page = open_page("journal", width=NARROW).page
    wait_for_count(page, "8 exchanges")
    page.wait_for_timeout(300)  # frames of the browser
    rows = page.locator("#list .rows").bounding_box()
    last = page.locator(ROW).nth(7).bounding_box()

    assert last["y"] + last["height"] <= rows["y"] + rows["height"] + 1


def test_what_is_missing_is_said(open_page, start_mock):
    """A journal that drops exchanges before a paused page has them leaves a line that says so."""
    small = start_mock(journal_entries=20)
    ask(small, JOBS)
    page = open_page("journal", url=small.url).page
    wait_for_count(page, "1 exchange")
    page.click("text=Pause")
    pour(small, 100)
    page.click("text=Resume")
    wait_for_count(page, "21 exchanges, 80 dropped")

    assert page.locator(".gap-row").inner_text().startswith("80 exchanges were dropped here")


def test_hostile_text_is_shown_and_not_run(open_page, mock):
    """Markup in path, query, header or session is text in the list and in the details."""
    quoted = HOSTILE.replace(" ", "+").replace('"', "'").encode()
    ask(mock, b"/" + quoted)
    ask(mock, JOBS + b"?filter=" + quoted)
    ask(mock, JOBS, b"X-Odd: " + HOSTILE.encode())
    ask(mock, JOBS, b"X-Mock-Session: " + quoted)
    page = open_page("journal").page
    wait_for_count(page, "4 exchanges")
    for place in range(4):
        number = page.locator(ROW).nth(place).get_attribute("id").removeprefix("row-")
        page.locator(ROW).nth(place).click()
        page.wait_for_selector(f"[aria-label='Details of request {number}']")

        assert "onerror" in page.text_content(".exchange")
    assert page.title() == "Journal · Mock console"
    assert page.locator("#page img").count() == 0


def test_hostile_bodies_are_shown_and_not_run(open_page, start_mock, tmp_path):
    """Markup in the body of a request and of its answer is text."""
    (tmp_path / "t.yaml").write_text(WITH_BODIES)
    server = start_mock(specs=(tmp_path / "t.yaml",))
    length = b"Content-Length: %d" % len(HOSTILE)
    text = b"Content-Type: text/plain"
    ask(server, b"/a", length, text, method=b"POST", body=HOSTILE.encode())
    page = open_page("journal", url=server.url).page
    page.click(ROW)
    page.wait_for_selector(".exchange")

    assert [HOSTILE in each for each in page.locator(".exchange pre").all_inner_texts()] == [
        True,
        True,
    ]
    assert page.title() == "Journal · Mock console"


def test_corrections_of_an_example_are_shown(open_page, start_mock, tmp_path):
    """A line, its details and the page of the operation say what differs from the document."""
    (tmp_path / "t.yaml").write_text(CONTRADICTING)
    server = start_mock(specs=(tmp_path / "t.yaml",))
    ask(server, b"/a")
    page = open_page("journal", url=server.url).page
    row = page.wait_for_selector(ROW)
    said = row.text_content()
    page.click(ROW)
    details = page.wait_for_selector(".exchange").inner_text()
    start = open_page(url=server.url).page
    start.wait_for_selector(".operation .answers")

    assert "corrected" in said
    assert "About this answer" in details
    assert '/id is "7" in place of 7' in details
    assert '/id is "7" in place of 7' in start.inner_text(".operation .answers")


def test_coverage_shows_the_gaps(open_page, mock):
    """What clients have met and what they have not differ by words, not by colour alone."""
    ask(mock, JOBS)
    watched = open_page("journal#coverage")
    page = watched.page
    page.wait_for_selector("table.coverage")
    text = page.inner_text("#page")
    page.check("text=Only gaps")

    assert "✓ documented" in text
    assert "✗ failed" in text
    assert watched.complaints() == []


def test_rows_name_their_replica_and_can_be_filtered_by_it(open_page, mock):
    """Of several replicas, each row says which one has answered; one alone is not named."""
    ask(mock, JOBS)
    kept = [mock.journal.entries()[0]._replace(id=n, replica=f"shop-{n}") for n in (1, 2)]
    first, second = ("".join(news_events(News(entries=(each,)))) for each in kept)
    pieces = [first]

    def answer(route):
        route.fulfill(body=pieces.pop() if pieces else "", content_type="text/event-stream")

    page = open_page("journal").page
    page.route("**/__admin/events*", answer)
    page.reload()
    page.wait_for_selector(ROW)
    is_alone = page.query_selector("select[aria-label=Replica]") is None
    pieces.append(second)
    page.wait_for_selector(f"{ROW} .replica bdi:text-is('shop-2')")
    page.select_option("select[aria-label=Replica]", "shop-1")
    wait_for_count(page, "1 of 2 exchanges")
    (named,) = [each.text_content() for each in page.query_selector_all(f"{ROW} .replica")]
    page.unroute("**/__admin/events*")

    assert (is_alone, named) == (True, "shop-1")
