"""An envelope is encoded once, and records and links are put into its places as bytes."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.model.scenario import ListScenario
from mock_server.scenarios.playing.envelope import Envelope, link_format, list_plan
from mock_server.scenarios.playing.page_links import LinkFormat
from mock_server.scenarios.templates.compiler import Constant
from openapi.json.parsing import parse_json
from tests.mock_server.scenarios.written import COUNTING, GOODS, scenario_of


def plan(body, items="/rows", links=""):
    """Return a plan of a list in such a body."""
    return ListScenario(
        things=(),
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
def test_records_and_links_take_their_places(body):
    """Whichever comes first in the documented body, each gets its own place, and nothing else."""
    envelope = Envelope.build(plan(body, links="/meta/links"), None)
    page = envelope.wrap(b'{"id":1},{"id":2}', b'{"next":null}')

    assert parse_json(page) == {
        "rows": [{"id": 1}, {"id": 2}],
        "meta": {"links": {"next": None}, "total": 2},
        "end": 1,
    }
    assert list(parse_json(page)) == list(body)


def test_links_are_left_alone_without_a_place_for_them():
    """A list without links gets its records, and not one byte of links."""
    envelope = Envelope.build(plan({"rows": [], "links": {"self": "/x"}}), None)

    assert parse_json(envelope.wrap(b"1,2", b"")) == {"rows": [1, 2], "links": {"self": "/x"}}


def test_empty_page_is_an_empty_list():
    """Past the end there are no records, and the body is whole."""
    assert Envelope.build(plan({"rows": ["example"]}), None).wrap(b"", b"") == b'{"rows":[]}'


def test_bare_list_has_no_envelope():
    """A body that is the list itself has its records between the brackets."""
    assert Envelope.build(plan([7, 8], items=""), None).wrap(b"1,2", b"") == b"[1,2]"


def test_plan_of_single_resources_is_refused(tmp_path):
    """A scenario about one resource has no pages; the message names it."""
    with pytest.raises(ScenarioError, match="scenario 'counting' is not about a list"):
        list_plan(scenario_of(tmp_path, COUNTING))


def test_plan_of_a_list_is_returned(tmp_path):
    """A scenario about a list has its plan."""
    scenario = scenario_of(tmp_path, GOODS)

    assert list_plan(scenario) is scenario.plan


def test_links_have_no_shape_where_the_contract_describes_none(tmp_path):
    """The warehouse documents no links, so nothing special is written."""
    assert link_format(scenario_of(tmp_path, GOODS)) == LinkFormat()
