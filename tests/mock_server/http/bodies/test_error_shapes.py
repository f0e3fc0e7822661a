"""An error that is not documented looks like the documented ones of its API."""

import pytest

from mock_server.http.bodies.error_shapes import like_other_errors, with_own_status, with_reason
from mock_server.http.problems import Reason

FASTAPI = """{type: object, properties: {detail: {type: array, items: {type: object,
    properties: {msg: {type: string}}}}}}"""

TEXT = "{type: object, required: [code, message], properties: {code: {type: integer}, message: %s}}"


def shape(contract_from, responses, others="{'200': {description: x}}"):
    """Return the body of a 404 of an operation with these responses."""
    contract = contract_from(
        f"paths: {{/a: {{get: {{responses: {responses}}}}}, /b: {{get: {{responses: {others}}}}}}}"
    )
    first, *rest = contract.operations
    found = like_other_errors(first, rest, 404, "Gone.")
    return None if found is None else found.value


def error(status, schema):
    """Return the responses of an operation with one error."""
    content = f"{{application/json: {{schema: {schema}}}}}"
    return f"{{'200': {{description: x}}, '{status}': {{description: x, content: {content}}}}}"


def test_error_of_fastapi_is_its_detail(contract_from):
    """FastAPI documents 422 alone, and sends `{"detail": "..."}` for an unknown record."""
    assert shape(contract_from, error("422", FASTAPI)) == {"detail": "Gone."}


def test_other_errors_are_filled_with_the_reason(contract_from):
    """An API whose errors have a code and a message sends both."""
    found = shape(contract_from, error("400", TEXT % "{type: string}"))

    assert found.keys() == {"code", "message"}
    assert found["message"] == "Gone."


def test_same_status_of_another_operation_is_best(contract_from):
    """A 404 of another operation is closer than a 400 of this one."""
    other = error("404", "{type: object, required: [reason], properties: {reason: {type: string}}}")

    assert shape(contract_from, error("400", TEXT % "{type: string}"), other) == {"reason": "Gone."}


@pytest.mark.parametrize(
    "responses", ["{'200': {description: x}}", error("400", "{type: array, items: {}}")]
)
def test_api_without_a_message_in_its_errors_shows_none(contract_from, responses):
    """Nothing is made up for an API that documents no error with a message."""
    assert shape(contract_from, responses) is None


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (
            {"detail": [{"loc": ["a"], "msg": "text"}, {"loc": ["b"], "msg": "text1"}]},
            {"detail": [{"loc": ["a"], "msg": "No."}]},
        ),
        ({"code": 1, "error_message": "text"}, {"code": 1, "error_message": "No."}),
        ({"error": {"a/b": {"Message": "text"}}}, {"error": {"a/b": {"Message": "No."}}}),
        ({"title": "text", "detail": "text"}, {"title": "text", "detail": "No."}),
    ],
    ids=["list of errors", "spelled with a dash", "nested", "the most specific name"],
)
def test_a_member_that_is_named_like_a_message_has_the_reason(value, filled):
    """A developer reads in the API's own format why a request was refused."""
    assert with_reason(value, "No.", lambda _: True) == filled


@pytest.mark.parametrize("value", ["text", [], {}, {"code": "text"}, {"message": 1}])
def test_a_body_without_a_place_stays_as_it_is(value):
    """No other member is changed, and no value gets another type."""
    assert with_reason(value, "No.", lambda _: True) is value


def test_the_body_stays_valid():
    """A reason that the schema does not allow is left out, and a list keeps its least length."""
    errors = {"errors": [{"message": "text"}, {"message": "text"}]}

    assert with_reason(errors, "No.", lambda _: False) is errors
    assert with_reason(errors, "No.", lambda body: len(body["errors"]) == 2) == {
        "errors": [{"message": "No."}, {"message": "text"}]
    }


@pytest.mark.parametrize(
    ("member", "filled"),
    [
        ({"loc": ["text", "text1"]}, {"loc": ["body", "items", 0, "a/b"]}),
        ({"path": ["text"]}, {"path": ["body", "items", 0, "a/b"]}),
        ({"field": "text"}, {"field": "items.0.a/b"}),
        ({"pointer": "text"}, {"pointer": "/items/0/a~1b"}),
        ({"path": "text"}, {"path": "text"}),
        ({"pointer": 1}, {"pointer": 1}),
    ],
    ids=["loc", "path", "field", "pointer", "the path of the request", "no text"],
)
def test_a_member_beside_the_reason_has_the_place(member, filled):
    """A form shows a refusal at its field, since the API's own format names the place."""
    errors = {"errors": [{"msg": "text", **member}]}
    found = with_reason(errors, "No.", lambda _: True, [Reason("No.", ("body", "items", 0, "a/b"))])

    assert found == {"errors": [{"msg": "No.", **filled}]}


@pytest.mark.parametrize(
    ("place", "source"),
    [
        (("body", "data", "name"), {"pointer": "/data/name"}),
        (("query", "ids[]"), {"parameter": "ids[]"}),
        (("header", "X-A"), {}),
        (("path", "id"), {}),
    ],
)
def test_the_source_of_json_api_names_what_is_wrong(place, source):
    """The document's example of a source is about another request."""
    shown = {"pointer": "/data/attributes/title", "parameter": "series_id"}
    errors = {"errors": [{"detail": "text", "source": shown}]}
    found = with_reason(errors, "No.", lambda _: True, [Reason("No.", place)])

    assert found == {"errors": [{"detail": "No.", "source": source}]}
    kept = with_reason(errors, "No.", lambda b: "pointer" in b["errors"][0]["source"], [])
    assert kept == {"errors": [{"detail": "No.", "source": shown}]}


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ({"title": "a", "status": 0}, {"title": "a", "status": 409}),
        ({"errors": [{"status": "text"}]}, {"errors": [{"status": "409"}]}),
        ({"error": {"statusCode": 404}}, {"error": {"statusCode": 409}}),
        ({"status": True}, {"status": True}),
        ({"status": "text", "message": "a"}, {"status": "text", "message": "a"}),
        ({"code": 0}, {"code": 0}),
        ([], []),
    ],
)
def test_the_status_in_a_body_is_that_of_its_answer(body, filled):
    """A client that reads `status: 0` from a 409 takes it for another error."""
    assert with_own_status(body, 409, lambda _: True) == filled
    assert with_own_status(body, 409, lambda _: False) is body


@pytest.mark.parametrize("is_long", [True, False])
def test_each_of_several_reasons_has_an_item_with_its_place(is_long):
    """A form shows each refusal at its field; where one item is all, it has all sentences."""
    errors = {"errors": [{"msg": "text", "loc": ["text"]}, {"msg": "text", "loc": ["text"]}]}
    reasons = [Reason("No a.", ("body", "a")), Reason("No b.", ("query", "b"))]
    found = with_reason(
        errors, "No a. No b.", lambda body: is_long or len(body["errors"]) == 1, reasons
    )

    assert found["errors"] == (
        [{"msg": "No a.", "loc": ["body", "a"]}, {"msg": "No b.", "loc": ["query", "b"]}]
        if is_long
        else [{"msg": "No a. No b.", "loc": ["body", "a"]}]
    )


def test_place_fits_the_schema():
    """Indexes are texts where a place has only texts; a place that cannot be valid is left out."""
    errors = {"msg": "text", "loc": ["text"]}
    texts = with_reason(
        errors, "No.", lambda v: all(type(s) is str for s in v["loc"]), [Reason("No.", ("body", 0))]
    )

    assert texts["loc"] == ["body", "0"]
    assert with_reason(errors, "No.", lambda v: len(v["loc"]) == 1, [Reason("No.", ("body", 0))])[
        "loc"
    ] == ["text"]


def test_pointer_is_for_bodies_only():
    """A parameter has no JSON pointer, but a name."""
    errors = {"msg": "text", "pointer": "text", "param": "text"}
    found = with_reason(errors, "No.", lambda _: True, [Reason("No.", ("query", "limit"))])

    assert found == {"msg": "No.", "pointer": "text", "param": "limit"}
