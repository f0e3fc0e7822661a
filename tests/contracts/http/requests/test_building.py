"""Tests of making requests."""

from dataclasses import replace

import pytest

from contracts.http.messages.exchange import header
from contracts.http.requests.building import RequestValues, build_request, encode_query, value_for
from contracts.http.requests.credentials import Credentials
from openapi.contract import Location, Parameter
from openapi.loading.document import load_contract
from tests.contracts.shop import TARGET, operation

SHOW, LIST, CREATE = map(operation, ("showOrder", "listOrders", "createOrder"))
ID = (Location.PATH, "order_id")


def request(made_for=SHOW, credentials=None, **given):
    """Return the request with an id and the given values."""
    values = RequestValues(given={ID: 7, **given.pop("more", {})}, **given)
    return build_request(made_for, values, TARGET, credentials or Credentials())


def test_a_request_is_complete():
    """Method, base path, template and headers come from the contract."""
    made = request(more={(Location.HEADER, "X-Shop"): "corner"})

    assert (made.method, made.url) == ("GET", "http://127.0.0.1:4010/v1/orders/7")
    assert header(made.headers, "X-Shop") == "corner"
    assert header(made.headers, "Accept") == "application/json, */*;q=0.1"


def test_a_path_value_is_one_segment():
    """A slash in a value does not make another path."""
    assert request(more={ID: "a/b ?"}).target == "/v1/orders/a%2Fb%20%3F"


def test_a_query_is_escaped():
    """Brackets, spaces and ampersands of a value stay in the value."""
    made = request(LIST, more={(Location.QUERY, "phrase"): "a&b [c]"})

    assert made.target == "/v1/orders?phrase=a%26b%20%5Bc%5D"


def test_a_path_without_its_value_is_no_request():
    """An empty segment would be another path."""
    with pytest.raises(ValueError, match="has no value"):
        build_request(SHOW, RequestValues(), TARGET, Credentials())


def test_a_body_is_sent_with_its_type():
    """A JSON body is written compactly."""
    made = build_request(
        CREATE,
        RequestValues(body={"total": 3}, media_type="application/json"),
        TARGET,
        Credentials(),
    )

    assert (made.method, made.body) == ("POST", b'{"total":3}')
    assert header(made.headers, "Content-Type") == "application/json"


def test_credentials_replace_headers_of_the_same_name():
    """A credential takes precedence, and its header is sent once."""
    given = Credentials(headers=(("x-shop", "mine"),), query=(("key", "k"),))
    made = request(credentials=given, more={(Location.HEADER, "X-Shop"): "corner"})

    assert [pair for pair in made.headers if pair[0].lower() == "x-shop"] == [("x-shop", "mine")]
    assert made.query == "key=k"


def test_a_live_value_outweighs_the_documented_one():
    """Next come a known value, the documented one, and a generated one."""
    path, shop, _ = SHOW.parameters
    live = Credentials(
        parameters={(Location.HEADER, "X-Shop"): "mine"},
        known={"X-Shop": ("other",), "order_id": ("8",)},
    )

    assert value_for(shop, live) == "mine"
    assert value_for(path, live) == "8"
    assert value_for(shop, Credentials()) == "corner"
    assert value_for(path, Credentials()) == 7


def test_an_empty_value_is_not_sent_in_a_path(tmp_path):
    """A documented choice may begin with the empty text, which no segment can be."""
    document = tmp_path / "api.yaml"
    document.write_text(
        "{openapi: 3.0.3, info: {title: t, version: '1'}, paths: {'/jobs/{state}': {get: {"
        "parameters: [{name: state, in: path, required: true, schema: {enum: ['', done]}}], "
        "responses: {'200': {description: x}}}}}}"
    )
    (state,) = load_contract(document).operations[0].parameters

    assert value_for(state, Credentials()) == "done"


def test_a_path_parameter_that_may_be_anything_is_sent():
    """`schema: {}` allows null too, which is no segment of a path: the operation was not called."""
    anything = replace(SHOW.parameters[0], example=None)
    schema = replace(anything.schema, definition={})

    assert value_for(replace(anything, schema=schema), Credentials()) == "text"


def test_queries_are_encoded_in_order():
    """Repeated names stay where they are."""
    assert encode_query([("a", "1"), ("b[c]", "+"), ("a", "")]) == "a=1&b%5Bc%5D=%2B&a="


def test_parameters_are_sent_in_their_style():
    """A healthy server refuses other spellings; delimiters are not escaped, values are."""
    path = replace(SHOW.parameters[0], style="matrix")
    size = replace(path, name="size", location=Location.QUERY, style="form", explode=True)
    tags = replace(size, name="tags", explode=False)
    made_for = replace(SHOW, parameters=(path, size, tags))
    given = {
        ID: 7,
        (Location.QUERY, "size"): {"w": 1, "h": "a b"},
        (Location.QUERY, "tags"): ["x", "y,z"],
    }

    made = build_request(made_for, RequestValues(given=given), TARGET, Credentials())

    assert made.target == "/v1/orders/;order_id=7?w=1&h=a%20b&tags=x,y%2Cz"


def test_a_form_is_sent_as_a_form():
    """A body of a form's media type is no JSON, and a multipart one names its boundary."""
    body = {"total": 3, "tags": ["a", "b"]}

    def made(media_type):
        values = RequestValues(body=body, media_type=media_type)
        return build_request(CREATE, values, TARGET, Credentials())

    parts = made("multipart/form-data")
    boundary = str(header(parts.headers, "Content-Type")).partition("boundary=")[2]
    assert made("application/x-www-form-urlencoded").body == b"total=3&tags=a&tags=b"
    assert parts.body.count(f"--{boundary}\r\n".encode()) == 3


def test_a_path_parameter_may_have_any_name():
    """`/insights/{insight:}` is asked like any other path."""
    parameter = Parameter(
        name="insight:", location=Location.PATH, is_required=True, schema=SHOW.parameters[0].schema
    )
    odd = replace(SHOW, path="/insights/{insight:}", parameters=(parameter,))
    values = RequestValues(given={(Location.PATH, "insight:"): 7})

    assert build_request(odd, values, TARGET, Credentials()).target == "/v1/insights/7"
