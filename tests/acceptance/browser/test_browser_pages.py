"""The same promises as in `test_browsers.py` beside this folder, kept to a real browser."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from mock_server import MockServer, Settings
from openapi.loading.document import load_contracts

IMPORT = "/v3/x/members/imports/7"
JOBS = "/subscriptions/imports"
FETCH = """async ([url, init]) => {
  try {
    const answer = await fetch(url, init);
    return [answer.status, await answer.text(), answer.headers.get("date")];
  } catch (error) { return [0, String(error), null]; }
}"""
EMBED = """url => new Promise(done => {
  const image = new Image();
  image.onload = image.onerror = () => done(true);
  image.src = url;
})"""
HTML = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /page:
    get:
      responses:
        '200':
          description: ok
          content:
            text/html:
              example: "<title>quiet</title><script>document.title = 'ran'</script>"
"""


class _Blank(BaseHTTPRequestHandler):
    """An empty page of another origin; below `/mock/`, a proxy to the mock that `target` names."""

    target = ""

    def do_GET(self):
        """Answer with the page, or with what the mock says."""
        status, kind, body = 200, "text/html", b"<p>page"
        if self.path.startswith("/mock/"):
            try:
                with urlopen(Request(self.target + self.path[5:]), timeout=60) as answer:  # noqa: S310
                    status, kind, body = 200, answer.headers["content-type"], answer.read()
            except HTTPError as error:
                status, kind, body = error.code, "text/plain", error.read()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def mock():
    """A mock of the packaged APIs."""
    with MockServer() as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere(mock):
    """The address of a page of another origin."""
    _Blank.target = mock.url
    with ThreadingHTTPServer(("127.0.0.1", 0), _Blank) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def page(browser, elsewhere):
    """A page of another origin."""
    page = browser.new_page()
    page.goto(elsewhere)
    yield page
    page.close()


def test_fetch_with_credentials_can_be_read(page, mock):
    """`credentials: 'include'` works, with and without a preflight."""
    for headers in ({}, {"X-Trace": "1"}):
        init = {"credentials": "include", "headers": headers}
        status, _, _ = page.evaluate(FETCH, [mock.url + JOBS, init])

        assert status == 200


def test_step_of_the_clock_is_taken_once(page, mock):
    """A request with a preflight moves its session's clock once, not twice."""
    slug = {"headers": {"X-Loyalty-Club-Slug": "x"}}
    url = f"{mock.session('browser').url}{IMPORT}"
    page.evaluate(FETCH, [f"{url}?__clock=freeze", slug])
    page.evaluate(FETCH, [f"{url}?__clock=2026-01-01T00:00:00Z", slug])
    page.evaluate(FETCH, [f"{url}?__clock=%2B15s", slug])

    _, _, date = page.evaluate(FETCH, [f"{url}?__clock=%2B15s", slug])

    shown = mock._call(lambda controls: controls.clock("browser").shown)  # noqa: SLF001
    assert shown == 1_767_225_630  # 2026-01-01T00:00:30Z
    assert date is None or "00:00:30" in date


def test_page_reads_what_is_wrong_with_its_request(page, mock):
    """A problem arrives as a problem, not as an error of CORS."""
    url = f"{mock.session('bad').url}{IMPORT}?__clock=nonsense"
    status, text, _ = page.evaluate(FETCH, [url, {"headers": {"X-Loyalty-Club-Slug": "x"}}])

    assert (status, "invalid-clock" in text) == (422, True)


@pytest.mark.parametrize("target", [JOBS, "/__docs", "/nothing", "/__setup"])
def test_image_does_not_move_the_servers_clock(page, mock, target):
    """A drive-by page steers nothing that others share."""
    name = "clock" if target == "/__setup" else "__clock"
    page.evaluate(EMBED, f"{mock.url}{target}?{name}=2099-01-01T00:00:00Z")

    assert mock._call(lambda controls: controls.clock().is_real)  # noqa: SLF001


def test_link_of_another_page_does_not_move_the_servers_clock(page, mock):
    """Opening a link is not enough either; typing the address is."""
    url = f"{mock.url}{JOBS}?__clock=freeze"
    page.evaluate("url => { location.href = url }", url)
    page.wait_for_url(url)
    assert mock._call(lambda controls: controls.clock().is_real)  # noqa: SLF001

    page.goto(url)
    assert not mock._call(lambda controls: controls.clock().is_real)  # noqa: SLF001
    mock.reset()


@pytest.mark.parametrize("path", ["/__docs", "/__docs/admin"])
def test_tools_pages_are_not_shown_in_frames(page, mock, path):
    """A frame with a page of the tool stays empty."""
    page.set_content(f'<iframe src="{mock.url}{path}"></iframe>')
    framed = page.frames[-1]
    framed.wait_for_load_state()

    assert framed.locator("#reader").count() == 0


def test_html_example_runs_no_script(browser, tmp_path):
    """A documented page is shown and its scripts are not run."""
    document = tmp_path / "t.yaml"
    document.write_text(HTML)
    with MockServer(Settings(port=0), contracts=load_contracts([document])) as server:
        page = browser.new_page()
        page.goto(f"{server.url}/page")

        assert page.title() == "quiet"
        page.close()


@pytest.mark.parametrize("path", ["/__docs", "/__docs/admin"])
def test_docs_work_under_a_prefix(browser, elsewhere, path):
    """Behind a proxy that takes a prefix away, the pages find their parts and the contract."""
    page = browser.new_page()
    page.goto(f"{elsewhere}/mock{path}")
    page.wait_for_selector(".opblock", timeout=30_000)
    page.close()


def test_docs_of_a_large_document_list_its_tags_first(browser, tmp_path):
    """Thousands of operations would keep the browser busy for minutes; a tag opens its own."""
    answer = {"200": {"description": "ok", "content": {"application/json": {"example": {}}}}}
    paths = {
        f"/t{number}": {"get": {"tags": [f"tag{number % 4}"], "responses": answer}}
        for number in range(400)
    }
    document = tmp_path / "large.json"
    info = {"title": "t", "version": "1"}
    document.write_text(json.dumps({"openapi": "3.0.3", "info": info, "paths": paths}))
    with MockServer(Settings(port=0), contracts=load_contracts([document])) as server:
        page = browser.new_page()
        page.goto(f"{server.url}/__docs")
        page.wait_for_selector(".opblock-tag", timeout=30_000)
        listed = page.locator(".opblock").count()
        page.locator(".opblock-tag").first.click()
        page.wait_for_selector(".opblock")

        assert (listed, page.locator(".opblock").count()) == (0, 100)
        page.close()


def test_console_works_under_a_prefix(browser, elsewhere):
    """Behind a proxy that takes a prefix away, the console finds its files and the mock."""
    page = browser.new_page()
    page.goto(f"{elsewhere}/mock/__console/")
    page.wait_for_selector(".operation", timeout=30_000)

    assert page.text_content(".base") == f"{elsewhere}/mock"
    page.close()


def test_reference_of_the_console_calls_through_the_prefix(browser, elsewhere):
    """Behind such a proxy, the console's reader calls the mock by the proxy's address."""
    page = browser.new_page()
    page.goto(f"{elsewhere}/mock/__console/reference?session=tab-1")
    page.locator(".opblock-summary-control").first.click()
    with page.expect_response(lambda answer: "/__session/" in answer.url) as sent:
        page.click("button.execute")

    assert sent.value.url.startswith(f"{elsewhere}/mock/__session/tab-1/subscriptions/imports")
    assert sent.value.status == 200
    page.close()
