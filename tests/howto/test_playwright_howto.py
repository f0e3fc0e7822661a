"""Test a page in a browser with Playwright, with hours that pass in no time."""

import shutil

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

# A page like yours: it polls, shows the progress of the import, and stops.
PAGE = """
<!doctype html>
<p role="status">asking</p>
<script>
  async function poll() {
    const answer = await fetch("BASE/v3/infinity-mall/members/imports/7", {
      headers: { "X-Loyalty-Club-Slug": "infinity-mall" },
    });
    const { bulks } = await answer.json();
    const done = bulks.filter((bulk) => ["finished", "failed"].includes(bulk.status)).length;
    document.querySelector("p").textContent = `${done} of ${bulks.length} bulks are done`;
    if (done < bulks.length) setTimeout(poll, 100);
  }
  poll();
</script>
"""


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, controlled by Playwright."""
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def test_page_follows_the_import_to_its_end(browser, mock_session, mock_clock, mock_journal):
    """The page shows each step of the import, and stops polling once it is done."""
    mock_session.select_scenario("happy-import")
    mock_clock.freeze()
    page = browser.new_page()
    page.set_content(PAGE.replace("BASE", mock_session.url))
    status = page.get_by_role("status")
    sync_api.expect(status).to_have_text("0 of 4 bulks are done")
    mock_clock.advance("1h")
    sync_api.expect(status).to_have_text("4 of 4 bulks are done")
    page.close()

    mock_journal.expect(no_poll_after_terminal=True, at_least=2)


def test_page_receives_a_failure(browser, mock_session):
    """A page under test can receive any failure, in its own session only."""
    mock_session.arm("server-error")
    page = browser.new_page()
    answer = page.goto(f"{mock_session.url}/subscriptions/imports")
    page.close()

    assert answer.status == 500
