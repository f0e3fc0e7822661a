"""Tests of values for other operations that an answer shows."""

import json
from dataclasses import replace

import pytest

from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.observations.learning.learned_rows import (
    collection_of,
    rows_from_links,
    rows_from_list,
)
from contracts.observations.observer import Observer
from openapi.contract import Link
from tests.contracts.clubs import CLUBS
from tests.contracts.shop import AT, JSON_TYPE, ORIGIN


def operation(name):
    """Return an operation of the clubs."""
    found = CLUBS.operation(name)
    assert found is not None
    return found


def seen(target, body, made_for, contract=CLUBS):
    """Return an answer of the clubs."""
    exchange = Exchange(
        number=1,
        request=Request(method="GET", origin=ORIGIN, target=target),
        response=Response(status=200, headers=JSON_TYPE, body=json.dumps(body).encode()),
        purpose=Purpose.DOCUMENTED,
        operation=made_for,
        at=AT,
    )
    return Observer(contract).observe(exchange)


@pytest.mark.parametrize(
    ("name", "collection"),
    [
        ("listClubs", None),
        ("showClub", ("listClubs", "club")),
        ("listImports", ("listClubs", "club")),
        ("showImport", ("listImports", "import_id")),
    ],
)
def test_the_list_of_a_resource_is_at_the_path_before_its_id(name, collection):
    """What follows the id in the path does not matter."""
    found = collection_of(operation(name), CLUBS)

    assert (found and (found[0].id, found[1])) == collection


@pytest.mark.parametrize(
    ("item", "listed", "is_found"),
    [
        ("/silence/{club}", "/silences", True),
        ("/v2/box/{club}/photo", "/v2/boxes", True),
        ("/party/{club}", "/parties", True),
        ("/pet/{club}", "/pet/list", True),
        ("/pet/{club}", "/pets/all", True),
        ("/v2/silence/{club}", "/v1/silences", False),
        ("/silence/{club}", "/silencers", False),
        ("/{club}", "/clubs", False),
        ("/a/{other}/{club}", "/a/{other}s", False),
    ],
)
def test_a_list_may_have_the_name_of_its_items_in_the_plural(item, listed, is_found):
    """APIs list at `/silences` what they show at `/silence/{id}`; another name is no list of it."""
    shown = replace(operation("showClub"), path=item)
    lists = replace(operation("listClubs"), path=listed)

    found = collection_of(shown, replace(CLUBS, operations=(shown, lists)))

    assert (found is not None and found[0].id == "listClubs") == is_found


def test_the_list_at_the_very_path_is_the_likeliest():
    """A document with both `/pet` and `/pets` lists pets at `/pet`."""
    shown = replace(operation("showClub"), path="/pet/{club}")
    lists = [replace(operation("listClubs"), path=path, id=path) for path in ("/pets", "/pet")]

    found = collection_of(shown, replace(CLUBS, operations=(shown, *lists)))

    assert found is not None
    assert found[0].path == "/pet"


@pytest.mark.parametrize(
    "body",
    [
        {"imports": [{"id": 7}]},
        {"imports": [{"import_id": 7, "id": "no integer"}]},
        {"imports": [{"importId": "7"}], "errors": []},
        {"data": {"items": [{"id": 7, "name": "seven"}]}},
        {"errors": [{"id": 1.5}], "results": [{"id": 7}]},
        {"next": None, "imports": [7, True, None]},
        [{"id": 7}],
    ],
)
def test_ids_are_found_in_lists_of_every_shape(body):
    """The member with the parameter's name, or `id`; only values that the schema allows."""
    answer = seen("/clubs/red/imports", body, "listImports")
    rows = [*rows_from_list(answer, operation("showImport"), "import_id")]

    assert [dict(row.values) for row in rows][:1] == [{"club": "red", "import_id": "7"}]
    assert rows[0].label == "club=red, import_id=7 from GET /clubs/{club}/imports"


@pytest.mark.parametrize("body", [[], {}, "text", None, {"a": [[]]}, [{"id": {}}], [{"id": ".."}]])
def test_a_body_without_ids_gives_none(body):
    """Whatever it is."""
    answer = seen("/clubs", body, "listClubs")

    assert [*rows_from_list(answer, operation("showClub"), "club")] == []


def test_the_likeliest_member_comes_first():
    """A parameter without the name of a member: its usual names in turn."""
    answer = seen("/clubs", [{"name": "The Reds", "slug": "red", "id": 4}], "listClubs")
    rows = [*rows_from_list(answer, operation("showClub"), "club")]

    assert [row.values["club"] for row in rows] == ["4", "red", "The Reds"]


def linked(*links):
    """Return the clubs with links in the answer of `listImports`."""
    source = operation("listImports")
    first, *rest = source.responses
    changed = replace(source, responses=(replace(first, links=links), *rest))
    every = tuple(changed if each is source else each for each in CLUBS.operations)
    return replace(CLUBS, operations=every)


def test_a_link_gives_the_values_of_its_expressions():
    """By name or by place and name; a path parameter of the same name goes along."""
    links = (
        Link(name="latest", operation="showImport",
             parameters={"path.import_id": "$response.body#/imports/0/id"}),
        Link(name="club", pointer=operation("showClub").pointer,
             parameters={"club": "$request.path.club"}),
        Link(name="gone", operation="showImport",
             parameters={"import_id": "$response.body#/none"}),
        Link(name="strange", operation="noSuch", parameters={}),
    )  # fmt: skip
    answer = seen("/clubs/red/imports", {"imports": [{"id": 7}]}, "listImports", linked(*links))
    found = [(to.id, dict(row.values), row.origin) for to, row in rows_from_links(answer)]

    place = "GET /clubs/{club}/imports"
    assert found == [
        ("showImport", {"club": "red", "import_id": "7"}, f"the link latest of {place}"),
        ("showClub", {"club": "red"}, f"the link club of {place}"),
    ]
