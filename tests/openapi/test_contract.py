"""The contract as values, and the questions it answers."""

import dataclasses

import pytest

from openapi.contract import (
    Basis,
    Contract,
    Example,
    Location,
    MediaType,
    Operation,
    Parameter,
    Response,
    Source,
)
from tests.acceptance.cases import cases


def operation(*statuses, method="GET"):
    """Return an operation with answers of these statuses."""
    responses = tuple(Response(status=status, description="x") for status in statuses)
    return Operation(api="a", id="a", method=method, path="/", responses=responses)


def test_values_are_frozen():
    """Nobody changes a contract that others read."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        operation().method = "POST"


@cases(
    "method, safe",
    {
        "GET": ("GET", True),
        "HEAD": ("HEAD", True),
        "OPTIONS": ("OPTIONS", True),
        "TRACE": ("TRACE", False),
        "POST": ("POST", False),
        "PUT": ("PUT", False),
        "PATCH": ("PATCH", False),
        "DELETE": ("DELETE", False),
    },
)
def test_safe_methods_change_nothing(method, safe):
    """GET, HEAD and OPTIONS; TRACE echoes secrets and is left out."""
    assert operation(method=method).is_safe is safe


@cases(
    "statuses, success",
    {
        "first": (["200", "201"], "200"),
        "lowest": (["404", "202", "201"], "201"),
        "range": (["404", "2XX"], "2XX"),
        "exact before range": (["2XX", "204"], "204"),
        "default": (["404", "default"], "default"),
        "none": (["404"], None),
    },
)
def test_the_success_answer(statuses, success):
    """What a client hopes for."""
    found = operation(*statuses).success

    assert (found.status if found else None) == success


@cases(
    "status, found",
    {"exact": (404, "404"), "range": (418, "4XX"), "default": (500, "default")},
)
def test_the_answer_of_a_status(status, found):
    """The exact status first, then its range, then the default."""
    assert operation("4XX", "404", "default").response_for(status).status == found


def test_a_status_that_is_not_documented():
    """Without a default there is no answer for it."""
    assert operation("200").response_for(500) is None
    assert operation("200", "4XX").exact_response("404") is None
    assert operation("200", "4XX").exact_response("4XX").status == "4XX"


def test_media_types_and_examples_by_name():
    """Without a name the first one, or the default one."""
    examples = (Example(name="a", value=1), Example(name="b", value=2))
    media = MediaType(name="application/json", schema=None, examples=examples, default_example="b")
    response = Response(status="200", description="x", media_types=(media,))

    assert response.media_type() is media
    assert response.media_type("application/json") is media
    assert response.media_type("text/plain") is None
    assert Response(status="204", description="x").media_type() is None
    assert (media.example().value, media.example("a").value, media.example("c")) == (2, 1, None)


def test_placeholders_are_known_by_their_basis():
    """What the documents show without meaning it is exempt from schema and rules."""
    assert Example(name="a", value={}, source=Source(basis=Basis.PLACEHOLDER)).is_placeholder
    assert not Example(name="a", value={}, source=Source(basis=Basis.DOCUMENTED)).is_placeholder
    assert not Example(name="a", value={}).is_placeholder


def test_operations_by_id():
    """An operation is found by its id."""
    contract = Contract(api="a", title="", version="", file="", tree={}, operations=(operation(),))

    assert contract.operation("a") is contract.operations[0]
    assert contract.operation("b") is None
    assert contract.rules == ()


def test_parameters_by_place_and_name():
    """Header names have no case; all others have."""
    header = Parameter(name="X-A", location=Location.HEADER, is_required=False, schema=None)
    query = Parameter(name="a", location=Location.QUERY, is_required=False, schema=None)
    found = Operation(api="a", id="a", method="GET", path="/", parameters=(header, query))

    assert found.parameter(Location.HEADER, "x-a") is header
    assert found.parameter(Location.QUERY, "a") is query
    assert found.parameter(Location.QUERY, "A") is None
    assert found.parameter(Location.QUERY, "X-A") is None
