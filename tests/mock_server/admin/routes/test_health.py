"""`/__admin/health`, `/ready` and `/metrics`."""

from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


def test_healthy_mock_says_so(admin):
    """What is served, since when, and how full the journal is."""
    content = admin("/health").json()

    assert (content["status"], content["apis"]) == ("ok", ["elastic_path", "placewise"])
    assert content["reload"] == {"at": None, "trouble": ""}
    assert (content["seconds"], content["sessions"], content["journal"]["entries"]) == (0, 0, 0)


def test_mock_with_a_bad_file_is_degraded(mock, admin):
    """A file that could not be loaded is reported until it is fixed."""
    reloads = mock.controls.state.reloads
    reloads.at, reloads.error = 1_795_262_400.0, "shop.yaml:3 is no YAML"
    content = admin("/health").json()

    assert content["status"] == "degraded"
    assert content["reload"] == {
        "at": "2026-11-21T12:00:00.000Z",
        "trouble": "shop.yaml:3 is no YAML",
    }
    assert "mock_server_degraded 1" in admin("/metrics").body.decode().splitlines()


def test_mock_that_answers_is_ready(admin):
    """An answer is the proof."""
    assert admin("/ready").json() == {"status": "ready"}


def test_metrics_have_the_format_of_prometheus(mock, admin):
    """Counts of requests, and sizes of what is kept."""
    ask(mock.app, f"{JOBS}?__session=a")
    answer = admin("/metrics")
    lines = answer.body.decode().splitlines()

    assert answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8"
    assert "mock_server_sessions 1" in lines
    assert "mock_server_journal_entries 1" in lines
    assert "mock_server_degraded 0" in lines
