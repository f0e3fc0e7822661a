"""Requests that get the answer to a similar one, and those that do not."""

import tracemalloc

import pytest

from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from openapi.schema import validation
from tests.acceptance.cases import cases
from tests.mock_server.manual_time import ManualTime

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z


@pytest.fixture
def mock(packaged):
    """A mock at noon, whose steps are counted in `ran`."""
    return create_mock(packaged, Settings(), ticker=ManualTime(NOON))


@pytest.fixture
def ran(mock, monkeypatch):
    """The heads for which the steps ran."""
    heads, run = [], mock.short_cut.fast_path.try_respond_simple
    monkeypatch.setattr(
        mock.short_cut.fast_path,
        "try_respond_simple",
        lambda head, scheme: heads.append(head) or run(head, scheme),
    )
    return heads


def sent(number, *lines, path="/v3/club-%d/members/imports/%d"):
    """Return a request with a number in its path and an id of its own."""
    path = path.replace("%d", str(number))
    lines = ("Host: a", f"X-Loyalty-Club-Slug: {number}", f"X-Request-Id: {number}", *lines)
    return "\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode()


@cases(
    "lines, path",
    {
        "new import": ((), "/v3/club-%d/members/imports/%d"),
        "new id for the same import": ((), "/v3/club/members/imports/1"),
        "list with a query": (("Accept: */*",), "/subscriptions/imports?page[limit]=2"),
    },
)
def test_steps_run_only_for_the_first_of_similar_requests(mock, ran, lines, path):
    """What no step reads may be new in every request."""
    answers = {mock.short_cut.respond(sent(n, *lines, path=path), "http") for n in range(100)}

    assert len(answers) == 1
    assert len(ran) < 8
    assert len(mock.controls.entries()) == 100


def test_first_answers_wait_for_no_import(monkeypatch):
    """The documented import and list are answered without jsonschema-rs, which takes long."""
    judged, judge_of = [], validation.judge_of
    monkeypatch.setattr(
        validation, "judge_of", lambda schema: (judged.append(schema), judge_of(schema))[1]
    )
    short_cut = create_mock(load_contracts(), Settings()).short_cut
    answers = [
        short_cut.respond(sent(1), "http"),
        short_cut.respond(sent(1, path="/subscriptions/imports?page[limit]=2"), "http"),
    ]

    assert [answer[:12] for answer in answers] == [b"HTTP/1.1 200"] * 2
    assert judged == []


def test_value_that_is_not_valid_is_refused(mock):
    """Such a request gets its own answer, however many valid ones came before."""
    for number in range(10):
        mock.short_cut.respond(sent(number), "http")
    wrong = mock.short_cut.respond(sent(1, path="/v3/a/members/imports/x"), "http")

    assert wrong.startswith(b"HTTP/1.1 400 ")


def test_change_of_state_is_seen_by_similar_requests(mock):
    """A scenario that is selected later is played for them, too."""
    first = [mock.short_cut.respond(sent(number), "http") for number in range(10)][-1]
    mock.controls.select_scenario("happy-import")

    assert mock.short_cut.respond(sent(11), "http") != first


def test_memory_is_bounded_with_names_and_paths_that_never_come_again(mock):
    """A flood of new names, values and paths takes at most a few megabytes."""
    tracemalloc.start()
    try:
        for number in range(3000):
            mock.short_cut.respond(sent(number, f"X-{number}: {'y' * 500}"), "http")
        mock.controls.state.journal.clear()
        size, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert size < 8_000_000
