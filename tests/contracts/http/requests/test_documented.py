"""Tests of requests made of documented values."""

import json
from pathlib import Path

import pytest

from contracts.http.requests.building import RequestValues, UncomposableError
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.documented import documented_requests
from openapi.contract import Location
from openapi.loading.document import load_contract
from tests.contracts.shop import operation

NO_CREDENTIALS = Credentials()


def test_required_parameters_alone_and_all_and_each():
    """Twice the least, then everything, each optional parameter alone, and every other value."""
    made = [
        (note, sorted(name for _, name in values.given))
        for note, values in documented_requests(operation("listOrders"), NO_CREDENTIALS)
    ]

    assert made == [
        ("required parameters only", []),
        ("the same again", []),
        ("every documented parameter", ["colour", "count", "filter", "phrase", "start"]),
        ("with start", ["start"]),
        ("with count", ["count"]),
        ("with colour", ["colour"]),
        ("with phrase", ["phrase"]),
        ("with filter", ["filter"]),
        ("start=500", ["start"]),
        ("count=0", ["count"]),
        ("count=50", ["count"]),
        ("colour=green", ["colour"]),
    ]


def test_values_are_the_documented_ones():
    """An order is requested by the documented id."""
    _, values = next(documented_requests(operation("showOrder"), NO_CREDENTIALS))

    assert values.given == {(Location.PATH, "order_id"): 7, (Location.HEADER, "X-Shop"): "corner"}


def test_known_values_are_all_tried():
    """Values that exist on the server replace the documented one, one after the other."""
    known = Credentials(known={"order_id": ("8", "9", "10")})
    made = [values.given for _, values in documented_requests(operation("showOrder"), known)]

    ids = [given[Location.PATH, "order_id"] for given in made]
    assert list(dict.fromkeys(ids)) == ["8", "9", "10"]


def test_a_documented_body_is_sent():
    """An operation with a body gets its example."""
    _, values = next(documented_requests(operation("createOrder"), NO_CREDENTIALS))

    assert (values.body, values.media_type) == ({"total": 3}, "application/json")


def made_from(body: dict[str, object], folder: Path) -> RequestValues:
    """Return the first request to an operation with this request body."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": body, "responses": {"201": {"description": ""}}}}},
    }
    path = folder / "api.json"
    path.write_text(json.dumps(document))
    return next(documented_requests(load_contract(path).operations[0], NO_CREDENTIALS))[1]


@pytest.mark.parametrize(
    ("media_type", "schema", "sent"),
    [
        ("application/json", {"type": "object", "required": ["n"]}, "application/json"),
        ("application/vnd.api+json", {"type": "object"}, "application/vnd.api+json"),
        ("*/*", {"type": "object"}, "application/json"),
        ("application/x-www-form-urlencoded", {"type": "object"}, None),
        ("text/plain", {"type": "string"}, None),
    ],
)
def test_a_body_without_an_example_is_generated(media_type, schema, sent, tmp_path):
    """A server that refuses a missing body is not accused of never answering."""
    body = {"required": True, "content": {media_type: {"schema": schema}}}

    values = made_from(body, tmp_path)

    assert values.media_type == (sent or media_type)
    assert values.body is not None


def test_a_body_that_cannot_be_generated_is_left_out_unless_it_is_required(tmp_path):
    """An optional body costs nothing; a required one gives the reason why nothing is sent."""
    content = {"application/json": {"schema": {"type": "string", "minLength": 2, "maxLength": 1}}}

    assert made_from({"content": content}, tmp_path).media_type == ""
    with pytest.raises(UncomposableError):
        made_from({"required": True, "content": content}, tmp_path)
