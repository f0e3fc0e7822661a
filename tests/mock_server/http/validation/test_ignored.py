"""What a request asks for in vain is said, and nothing else."""

import pytest

from mock_server.http.validation.ignored import (
    MAX_NAMES,
    ignored_preferences,
    parameters_without_effect,
    undocumented_parameters,
)
from mock_server.sessions.request_context import open_context
from openapi.routing import Router
from tests.mock_server.asgi_client import scope_of

SESSION_ADVICE = "ask for it with ?__session or X-Mock-Session"

API = """
components: {securitySchemes: {key: {type: apiKey, in: query, name: api_key}}}
paths:
  /jobs:
    get:
      operationId: listJobs
      parameters:
      - {name: status, in: query, schema: {type: string}}
      - {name: page, in: query, style: deepObject, schema: {type: object}}
      responses: {'200': {description: x}}
  /free:
    get:
      parameters: [{name: filter, in: query, schema: {type: object}}]
      responses: {'200': {description: x}}
  /own:
    get:
      parameters: [{name: Prefer, in: header, schema: {type: string}}]
      responses: {'200': {description: x}}
"""


@pytest.fixture
def notes_of(contract_from):
    """Return the notes about a query and the lines of `Prefer`."""
    find = Router([contract_from(API)]).find

    def notes(target, *lines):
        head = open_context(scope_of("GET", target), find, 0.0).head
        query = undocumented_parameters(head.operation, head)
        return [*ignored_preferences(head.operation, lines), *query]

    return notes


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("cod=404", "Prefer: cod has no effect; did you mean code?"),
        ("exmaple=x", "Prefer: exmaple has no effect; did you mean example?"),
        ("status=404", "Prefer: status has no effect; did you mean code?"),
        ("dynamic=yes", "Prefer: dynamic has no effect: its value is neither true nor false"),
    ],
)
def test_misspelt_preference_is_named_with_the_nearest(notes_of, line, note):
    """A developer reads which preference the mock did not know, and which was meant."""
    assert notes_of("/jobs", line) == [note]


def test_preference_that_resembles_none_has_all_names(notes_of):
    """Without a similar name, the note lists what there is."""
    assert "the mock knows code, example, scenario" in notes_of("/jobs", "x=1")[0]


@pytest.mark.parametrize(
    "line",
    ["code=404, example=a", "return=minimal, wait=10", "respond-async", "odata.maxpagesize=5", "="],
)
def test_preferences_that_are_known_elsewhere_have_no_note(notes_of, line):
    """Clients of OData and the like send their registered preferences with every request."""
    assert notes_of("/jobs", line) == []


def test_api_with_preferences_of_its_own_reads_them(notes_of):
    """Nothing is said about a header that the operation documents."""
    assert notes_of("/own", "cod=404") == []


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (
            "code=404; example=secret",
            "Prefer: example after a ';' belongs to code; separate preferences with a comma",
        ),
        (
            "return=minimal;Code=404",
            "Prefer: code after a ';' belongs to return; separate preferences with a comma",
        ),
        ("scenario=a; x=1", "Prefer: x after a ';' has no effect: scenario has no parameters"),
        (
            "scenario=a; session=q",
            f"Prefer: session after a ';' belongs to scenario; {SESSION_ADVICE}",
        ),
    ],
)
def test_what_follows_a_semicolon_is_not_dropped_in_silence(notes_of, line, note):
    """By RFC 7240 it is a parameter of the preference: a developer reads that a comma was meant."""
    assert notes_of("/jobs", line) == [note]


@pytest.mark.parametrize(
    "line", ["fault=delay;seconds=2", "code=404;", "code=404; ;", 'return=minimal; foo="a"']
)
def test_settings_of_a_fault_and_parameters_of_other_preferences_have_no_note(notes_of, line):
    """A fault has settings, and registered preferences may have parameters of their own."""
    assert notes_of("/jobs", line) == []


def test_session_is_no_preference_and_the_note_says_how_to_name_one(notes_of):
    """`Prefer: session=a` says where a session is named, not that a scenario was meant."""
    assert notes_of("/jobs", "session=a, clock=freeze") == [
        f"Prefer: session has no effect; {SESSION_ADVICE}",
        "Prefer: clock has no effect; ask for it with ?__clock",
    ]


def test_undocumented_parameter_is_named_with_the_nearest(notes_of):
    """A misspelt parameter is not silently ignored; values are not repeated."""
    assert notes_of("/jobs?staus=secret&zz=1&__zz=1&status=a&page[size]=1") == [
        "?staus has no effect: listJobs documents no such parameter; did you mean ?status?",
        "?zz has no effect: listJobs documents no such parameter",
        "?__zz has no effect: listJobs documents no such parameter",
    ]


@pytest.mark.parametrize("name", ["code", "_code"])
def test_preference_without_its_underscores_is_named_with_them(notes_of, name):
    """`?code=404` has no effect, and the note says how the mock spells it."""
    assert notes_of(f"/jobs?{name}=404") == [
        f"?{name} has no effect: listJobs documents no such parameter; did you mean ?__code?"
    ]


@pytest.mark.parametrize("target", ["/jobs?api_key=x", "/jobs?__code=200", "/free?any=1", "/jobs"])
def test_parameters_with_a_use_have_no_note(notes_of, target):
    """Keys, the mock's own names, and members of an object in the query have an effect."""
    assert notes_of(target) == []


def test_notes_are_bounded(notes_of):
    """A request with a thousand names gets a header of a few."""
    many = "&".join(f"x{number}=1" for number in range(1000))
    found = notes_of(f"/jobs?{many}", ", ".join(f"y{number}=1" for number in range(1000)))

    assert len(found) == 2 * (MAX_NAMES + 1)
    assert "995 more" in found[MAX_NAMES]
    assert "995 more" in found[-1]


def test_many_parameters_are_one_sentence():
    """The names that fit are listed; the others are counted."""
    names = [f"a{number}" for number in range(7)]

    assert parameters_without_effect([], "why") == ""
    assert parameters_without_effect(["a"], "why") == "?a has no effect: why"
    assert parameters_without_effect(names, "why").endswith("?a4 and 2 more have no effect: why")
