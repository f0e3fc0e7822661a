"""Sessions and scenarios in the console, seen by a front end in another tab."""

import json
import re
from urllib.request import urlopen

import pytest

IMPORT = "/v3/x/members/imports/7"
POLLING = """([url]) => {
  window.seen = [];
  const poll = async () => {
    const answer = await fetch(url, { headers: { "X-Loyalty-Club-Slug": "x" } });
    window.seen.push((await answer.json()).bulks.map(bulk => bulk.status).join(" "));
    setTimeout(poll, 100);
  };
  poll();
}"""
POLL = 100
"""Milliseconds between two looks at a condition; every frame would be drawn for it otherwise."""

WAITING = " ".join(["waiting"] * 4)


def pick(page, name):
    """Pick a scenario for its operation, and wait for its timeline."""
    value = page.locator(f'.picker option[value="{name}"]')
    value.locator("xpath=..").select_option(name)
    page.wait_for_selector(f'h2:text-is("{name}"), h2:has-text("/{name}")')
    page.wait_for_selector("body:not(:has([aria-busy]))")


def moment_of(page):
    """Return the shown moment in seconds."""
    return float(re.search(r"([\d.]+) s", page.text_content(".moment strong"))[1])


def drag(page, start, end):
    """Drag on the plot, from one part of its width to another."""
    box = page.locator(".cursor").bounding_box()
    x, y = box["x"], box["y"] + 10
    page.mouse.move(x + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(x + (start + end) / 2 * box["width"], y)
    page.mouse.move(x + end * box["width"], y)
    page.mouse.up()


@pytest.fixture
def polling_page(open_page, mock):
    """A page of the same browser that polls an import in the session `tab`."""
    page = open_page("journal").page
    page.evaluate(POLLING, [f"{mock.url}/__session/tab{IMPORT}"])
    page.wait_for_function("() => window.seen.length > 0", polling=POLL)
    return page


def wait_until_seen(page, text):
    """Wait until the polling page has got an answer with these states."""
    page.wait_for_function("text => window.seen.at(-1) === text", arg=text, polling=POLL)


def test_picked_scenario_changes_what_a_polling_page_sees(open_page, polling_page):
    """A scenario that is picked in the console is what another tab gets from then on.

    A second tab of the console shows the timeline, too, without being loaded again.
    """
    watched, second = open_page("sessions?session=tab"), open_page("sessions?session=tab").page
    documented = polling_page.evaluate("window.seen.at(-1)")
    pick(watched.page, "happy-import")
    # The first state lasts three seconds: a slow page may see the next one first.
    polling_page.wait_for_function(
        "before => window.seen.at(-1) !== before", arg=documented, polling=POLL
    )
    second.wait_for_selector('h2:has-text("/happy-import")')
    pick(watched.page, "one-bulk-fails")
    second.wait_for_selector('h2:has-text("/one-bulk-fails")')

    assert polling_page.evaluate("window.seen.at(-1)") != documented


def test_dragged_cursor_moves_the_clock_of_the_other_tab(open_page, polling_page):
    """Dragging on the picture moves the session's clock, forwards and back."""
    page = open_page("sessions?session=tab").page
    pick(page, "happy-import")
    page.get_by_role("button", name="Pause").or_(page.get_by_role("button", name="Play")).click()
    drag(page, 0.1, 0.4)
    wait_until_seen(polling_page, "finished working waiting waiting")
    drag(page, 0.4, 0.02)
    wait_until_seen(polling_page, WAITING)

    assert moment_of(page) < 3


def test_clock_is_played_paused_stepped_and_restarted(open_page):
    """The buttons do to the session's clock what they say."""
    page = open_page("sessions?session=buttons").page
    pick(page, "happy-import")
    button = page.get_by_role("button", name="Step")
    steps = []
    for _ in range(3):
        before = page.text_content(".moment strong")
        button.click()
        page.wait_for_function(
            "text => document.querySelector('.moment strong').textContent !== text", arg=before
        )
        steps.append(moment_of(page))
    page.get_by_role("slider", name="Moment of the scenario").press("End")
    button.click()
    page.wait_for_selector("[role=status]:has-text('The scenario has ended')")
    page.click("text=Restart")
    page.wait_for_selector('.moment:has-text("0 s of")')
    page.get_by_role("button", name="10").click()
    page.wait_for_selector('button[aria-pressed="true"]:has-text("10")')
    page.click("text=Play")
    page.wait_for_selector('.moment:has-text("running ")')
    page.click("text=Pause")
    page.wait_for_selector('.moment:has-text("paused")')

    assert steps == [2.0, 9.0, 16.0]
    assert moment_of(page) > 0


def test_cursor_is_moved_by_keyboard(open_page, mock):
    """The cursor is a slider: End goes behind the end, where the last bulk is finished."""
    page = open_page("sessions?session=keys").page
    pick(page, "happy-import")
    slider = page.get_by_role("slider", name="Moment of the scenario")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.querySelector('.scrubber').value === '33'")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector('.moment:has-text("paused")')
    clock = mock._call(lambda controls: controls.clock("keys"))  # noqa: SLF001

    assert page.inner_text(".moment").endswith(" s · ended after 30 s · paused")
    assert clock.speed == 0
    assert "33 s" in slider.get_attribute("aria-valuetext")
    assert (
        page.locator(".bar-line")
        .last.get_attribute("aria-label")
        .startswith("/bulks/3/status: finished now")
    )


def test_link_to_a_moment_sets_it_up_again(open_page):
    """The shared link gives a session in which each client gets the answer of that moment."""
    page = open_page("sessions?session=shared").page
    pick(page, "happy-import")
    page.get_by_role("button", name="Step").click()
    page.wait_for_selector('.moment:has-text("2 s of")')
    link = page.get_by_role("link", name="Open", exact=True).get_attribute("href")
    with urlopen(link) as answer:  # noqa: S310 - a link of our own mock
        set_up = json.loads(answer.read())
    base = link.partition("/__setup")[0]
    found = page.evaluate(
        """async url => {
          const answer = await fetch(url, { headers: { "X-Loyalty-Club-Slug": "x" } });
          return (await answer.json()).bulks.map(bulk => bulk.status);
        }""",
        f"{base}{IMPORT}",
    )

    assert set_up["clock"]["frozen"]
    assert set_up["session"].startswith("shared@")
    assert found == ["working", "waiting", "waiting", "waiting"]


def test_session_is_created_reset_and_deleted(open_page, mock):
    """A new session is shown at once, with its base URL; its name is checked before."""
    page = open_page("sessions").page
    page.fill("#new-name", "no spaces")
    page.click("text=Create")
    page.wait_for_selector(".notice.error")
    page.fill("#new-name", "mine")
    page.click("text=Create")
    page.wait_for_url("**/sessions?session=mine")
    page.wait_for_selector(f'code:text-is("{mock.url}/__session/mine")')
    pick(page, "happy-import")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.picker select')].every(s => !s.value)"
    )
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/sessions")

    names = mock._call(lambda controls: controls.state.sessions.names)  # noqa: SLF001
    assert "mine" not in names


def test_scenarios_of_two_operations_are_picked_apart(open_page, mock):
    """Taking the scenario of one operation back leaves that of the other."""
    page = open_page("sessions?session=two").page
    pick(page, "happy-import")
    pick(page, "busy-queue")
    page.locator(".picker select").first.select_option("")
    page.wait_for_selector('h2:has-text("happy-import")')
    chosen = mock._call(lambda controls: dict(controls.session("two").scenarios))  # noqa: SLF001

    assert list(chosen.values()) == ["happy-import"]


def test_timeline_is_accessible_and_fits(open_page):
    """With a timeline, axe-core finds no violation in light and dark, and 320 pixels are enough."""
    watched = open_page("sessions?session=shown")
    pick(watched.page, "happy-import")
    watched.page.click("text=Step")
    watched.page.wait_for_selector(".share")

    assert watched.complaints() == []
