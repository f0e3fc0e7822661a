"""Entries of the journal as JSON."""

from mock_server.admin.journal_json import entry_json, journal_json, line_json
from mock_server.journal.entries.journal import Journal
from tests.mock_server.observed import entry, journal_of, observed

TARGET = "/v3/caf%C3%A9/members/imports/7?a=b+c"


def test_url_stays_as_it_was_sent(packaged):
    """The URL can be pasted, since it is not decoded; decoded values are in other fields."""
    kept = entry(packaged, TARGET)
    content = entry_json(kept, has_bodies=False)

    assert kept.url == TARGET
    assert content["request"]["path"] == "/v3/café/members/imports/7"
    assert content["request"]["query"] == [{"name": "a", "value": "b c"}]


def test_bytes_that_are_no_text_are_shown_all_the_same(packaged):
    """A body that is not UTF-8 does not keep its entry from being shown."""
    content = entry_json(entry(packaged, TARGET, answer=b"\xff"), has_bodies=True)

    assert content["response"]["body"] == "\ufffd"


def test_line_of_a_dynamic_answer_has_its_seed(packaged):
    """The console shows where the values of an answer are from, and how to see them again."""
    seen = observed(packaged, TARGET)
    seen.headers = [(b"mock-server-seed", b"7")]
    [kept] = journal_of(seen).entries()

    assert line_json(kept)["seed"] == "7"
    assert line_json(entry(packaged, TARGET))["seed"] == ""


def test_notes_about_an_answer_are_separate(packaged):
    """Notes about the answer are its own: those about the request, and refusals, are elsewhere."""
    of_example = b"the documented example contradicts its schema, and is corrected: /a is added"
    of_request = "?a, too"
    seen = observed(packaged, TARGET, notes=(of_request,), refusal="no")
    seen.headers = [
        (b"mock-server-note", of_example),
        (b"mock-server-note", of_request.encode()),
        (b"mock-server-note", b"refused: no"),
    ]
    [kept] = journal_of(seen).entries()

    for shown in (line_json(kept), entry_json(kept, has_bodies=False)):
        assert shown["answer_notes"] == [of_example.decode()]
        assert shown["notes"] == [of_request]


def test_journal_that_is_off_says_so():
    """The JSON of the journal states that it is off."""
    assert journal_json(Journal(is_on=False), "") == {
        "on": False,
        "entries": 0,
        "bytes": 0,
        "dropped": 0,
        "latest": 0,
    }


def test_one_of_several_processes_names_itself_and_its_trouble(packaged):
    """A process alone says neither."""
    shown = entry(packaged, TARGET)

    assert "replica" not in line_json(shown)
    assert line_json(shown._replace(replica="a-1"))["replica"] == "a-1"
    assert entry_json(shown._replace(replica="a-1"), has_bodies=False)["replica"] == "a-1"
    assert journal_json(Journal(), "it is gone")["trouble"] == "it is gone"
