"""Reload on save."""

import errno
import threading

import pytest
from watchfiles import Change

from mock_server.asgi.app import create_mock
from mock_server.server.reloading import (
    FileWatcher,
    ReloadableApp,
    Reloader,
    WarmUpThread,
    is_document,
)
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask
from tests.mock_server.manual_time import ManualTime
from tests.mock_server.observed import NOON

DOCUMENT = """
openapi: 3.0.3
x-api: shop
info: {title: Shop, version: "1"}
paths:
  /PATH:
    get:
      responses:
        "200":
          description: Everything.
          content: {application/json: {schema: {type: object}, example: {a: 1}}}
"""


@pytest.fixture
def said():
    """The messages of the reloader."""
    return []


@pytest.fixture
def file(tmp_path):
    """A document with one path."""
    path = tmp_path / "shop.yaml"
    path.write_text(DOCUMENT.replace("PATH", "old"), encoding="utf-8")
    return path


@pytest.fixture
def live(file):
    """An application that serves it."""
    mock = create_mock(load_contracts([file]), Settings(specs=(file,)), ticker=ManualTime(NOON))
    return ReloadableApp(mock)


@pytest.fixture
def reloader(live, file, said):
    """A reloader of the document."""
    settings = Settings(specs=(file,))
    return Reloader(live, settings, ticker=ManualTime(NOON + 9), notify=said.append)


def save(file, text):
    """Write another document."""
    file.write_text(text, encoding="utf-8")


def test_saved_document_is_served(live, reloader, file, said):
    """After a valid change the new document is served, and that is reported."""
    save(file, DOCUMENT.replace("PATH", "new"))
    is_good = reloader.reload()

    assert is_good
    assert [ask(live, path).status for path in ("/new", "/old")] == [200, 404]
    assert said == ["mock-server: reloaded"]


@pytest.mark.parametrize(
    "text",
    ["openapi: [", "openapi: 3.0.3\npaths: {/a: {$ref: none.yaml}}\n", ""],
    ids=["yaml", "reference", "empty"],
)
def test_bad_save_keeps_the_last_good_state(live, reloader, file, said, text):
    """A file that cannot be served changes nothing; the error is reported, and kept for health."""
    save(file, text)
    is_good = reloader.reload()
    reloads = live.mock.controls.state.reloads

    assert not is_good
    assert ask(live, "/old").status == 200
    assert said[0].startswith("mock-server: not reloaded, the last good state is served: ")
    assert "shop.yaml" in reloads.error
    assert reloads.at == NOON + 9


def test_next_good_save_heals(live, reloader, file):
    """When the file is fixed, it is served, and no error is reported any more."""
    save(file, "openapi: [")
    reloader.reload()
    save(file, DOCUMENT.replace("PATH", "new"))
    reloader.reload()

    assert ask(live, "/new").status == 200
    assert live.mock.controls.state.reloads.error == ""


def test_sessions_and_journal_outlive_a_reload(live, reloader):
    """Sessions and the journal are kept when files are loaded again."""
    ask(live, "/old?__session=tab-1&__clock=2030-01-01T00:00:00Z")
    reloader.reload()
    controls = live.mock.controls

    assert controls.clock("tab-1").time_at(NOON) == 1_893_456_000.0
    assert len(controls.entries()) == 1


def test_choice_that_is_there_no_more_is_let_go(packaged):
    """A session whose scenario was removed gets the default response."""
    live = ReloadableApp(create_mock(packaged, Settings()))
    controls = live.mock.controls
    session = controls.ensure_session("tab-1")
    gone = {"elastic_path listImportJobs": "taken-away"}
    controls.state.sessions.change(session, scenarios=gone)

    assert ask(live, "/subscriptions/imports?__session=tab-1").status == 200


def test_reloads_are_counted(live, reloader, file):
    """Metrics count the reloads by their outcome."""
    reloader.reload()
    save(file, "")
    reloader.reload()
    text = live.mock.controls.state.metrics.text({})

    assert 'mock_server_reloads_total{outcome="good"} 1' in text
    assert 'mock_server_reloads_total{outcome="bad"} 1' in text


def test_bad_scenario_file_keeps_the_last_good_state(packaged, tmp_path, said):
    """Scenario files are reloaded too, and an invalid one changes nothing."""
    file = tmp_path / "scenario.yaml"
    file.write_text("scenario: mine\n", encoding="utf-8")
    live = ReloadableApp(create_mock(packaged, Settings()))
    reloader = Reloader(live, Settings(scenario_files=(file,)), notify=said.append)

    assert not reloader.reload()
    assert "scenario.yaml" in said[0]


def test_folders_of_all_files_are_watched(tmp_path, live, file, reloader):
    """Those of documents, of the files that they refer to, and of scenarios; packaged ones not."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "part.yaml").write_text("type: object\n", encoding="utf-8")
    text = DOCUMENT.replace("{type: object}", "{$ref: parts/part.yaml}").replace("PATH", "new")
    save(file, text)
    reloader.reload()
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    with_scenarios = Reloader(live, Settings(scenario_files=(scenarios, tmp_path / "one.yaml")))

    assert reloader.folders() == {tmp_path, tmp_path / "parts"}
    assert with_scenarios.folders() == {scenarios, tmp_path}
    assert Reloader(live, Settings()).folders() == frozenset()


def test_changes_of_documents_and_links_count(tmp_path):
    """A log or an editor's temporary file beside a document is no reason to reload."""
    (tmp_path / "..data").symlink_to(tmp_path)
    (tmp_path / "log").write_text("")

    assert is_document(Change.modified, str(tmp_path / "api.YAML"))
    assert is_document(Change.added, str(tmp_path / "..data"))
    assert not is_document(Change.modified, str(tmp_path / "log"))


def test_watch_without_folders_ends_by_itself(live):
    """If only packaged files are served, no folder is watched."""
    watch = FileWatcher(Reloader(live, Settings()))
    watch.start()

    watch.stop()


def test_watch_that_never_began_can_be_stopped(reloader):
    """Stopping needs no start."""
    FileWatcher(reloader).stop()


def test_watch_ends_when_it_is_stopped(reloader):
    """A thread that looks after a folder ends on request."""
    watch = FileWatcher(reloader)
    watch.start()

    watch.stop()


def test_what_was_put_off_is_made_beside_the_first_answers(packaged):
    """The mock is warmed up first, and then the callback is called."""
    calls = []
    mock = create_mock(packaged, Settings())
    live = ReloadableApp(mock._replace(warm_up=lambda: calls.append("prepared")))
    preparation = WarmUpThread(live, afterwards=lambda: calls.append("afterwards"))
    preparation.start()
    preparation.join(10)

    assert calls == ["prepared", "afterwards"]


def test_end_waits_for_imports_and_not_for_what_follows(packaged):
    """A mock that stops waits until nothing is imported any more, and no longer."""
    calls, gate = [], threading.Event()
    mock = create_mock(packaged, Settings())
    live = ReloadableApp(mock._replace(warm_up=lambda: calls.append("prepared")))
    preparation = WarmUpThread(live, afterwards=lambda: gate.wait(30))
    preparation.start()
    preparation.finish()

    assert calls == ["prepared"]
    assert preparation.is_alive()
    gate.set()


def test_no_file_to_be_had_puts_preparing_off(packaged):
    """If no file can be opened right after the start, the warm-up is left to the first request."""
    calls = []

    def warm_up():
        calls.append("tried")
        raise OSError(errno.EMFILE, "Too many open files")

    live = ReloadableApp(create_mock(packaged, Settings())._replace(warm_up=warm_up))
    WarmUpThread(live, afterwards=lambda: calls.append("afterwards")).run()

    assert calls == ["tried"]


def test_streams_of_events_end_with_the_server(live):
    """A server that stops does not wait for readers of its events."""
    live.end_streams()

    assert live.mock.controls.state.streams.is_closed
