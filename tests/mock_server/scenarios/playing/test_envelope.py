"""An envelope is encoded once, and records and links are inserted as bytes."""

from dataclasses import replace

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario
from mock_server.scenarios.playing.envelope import Envelope, list_plan, scenario_page_format
from mock_server.scenarios.playing.link_writing import LinkFormat
from mock_server.scenarios.templates.compiler import Constant
from openapi.json.parsing import parse_json
from tests.mock_server.scenarios.written import COUNTING, GOODS, scenario_of


def plan(body, items="/rows", links=""):
    """Return a plan of a list in such a body."""
    return ListScenario(
        series=(),
        envelope=Constant(value=body),
        items=items,
        status=200,
        media_type="application/json",
        pagination=None,
        links=links,
    )


@pytest.mark.parametrize(
    "body",
    [
        {"rows": [], "meta": {"links": {}, "total": 2}, "end": 1},
        {"meta": {"total": 2, "links": {"next": "old"}}, "rows": [{"id": "old"}], "end": 1},
    ],
    ids=["records-first", "links-first"],
)
def test_records_and_links_are_inserted_at_their_places(body):
    """Records and links may be in either order in the documented body; other keys stay."""
    envelope = Envelope.build(plan(body, links="/meta/links"), None)
    page = envelope.wrap(b'{"id":1},{"id":2}', {"links": b'{"next":null}'})

    assert parse_json(page) == {
        "rows": [{"id": 1}, {"id": 2}],
        "meta": {"links": {"next": None}, "total": 2},
        "end": 1,
    }
    assert list(parse_json(page)) == list(body)


def test_links_of_the_body_stay_if_the_plan_has_none():
    """A list without page links gets its records, and its other links are unchanged."""
    envelope = Envelope.build(plan({"rows": [], "links": {"self": "/x"}}), None)

    assert parse_json(envelope.wrap(b"1,2", {})) == {"rows": [1, 2], "links": {"self": "/x"}}


def test_cursor_is_inserted_or_left_out():
    """A page has the cursor of the next one; the last page may have no such member."""
    cursor = replace(plan({"rows": [], "meta": {"next": "old", "total": 2}}), next="/meta/next")
    page = Envelope.build(cursor, None).wrap(b"1", {"next": b'"new"'})
    last = Envelope.build(cursor, None, absent={"next"}).wrap(b"2", {})

    assert parse_json(page) == {"rows": [1], "meta": {"next": "new", "total": 2}}
    assert parse_json(last) == {"rows": [2], "meta": {"total": 2}}


def test_empty_page_is_an_empty_list():
    """After the last record a page has no records, and the body is complete."""
    assert Envelope.build(plan({"rows": ["example"]}), None).wrap(b"", {}) == b'{"rows":[]}'


def test_bare_list_has_no_envelope():
    """If the body is the list itself, the records are between its brackets."""
    assert Envelope.build(plan([7, 8], items=""), None).wrap(b"1,2", {}) == b"[1,2]"


def test_plan_of_single_resources_is_refused(tmp_path):
    """A scenario about one resource has no pages; the error names it."""
    with pytest.raises(ScenarioError, match="scenario 'counting' does not answer with a list"):
        list_plan(scenario_of(tmp_path, COUNTING))


def test_plan_of_a_list_is_returned(tmp_path):
    """A scenario about a list has its plan."""
    scenario = scenario_of(tmp_path, GOODS)

    assert list_plan(scenario) is scenario.plan


def test_link_format_is_plain_without_documented_links(tmp_path):
    """The warehouse documents no links, so the default format is used."""
    assert scenario_page_format(scenario_of(tmp_path, GOODS)).links == LinkFormat()
