"""The judge of published documents' answers, which shares no code with the project."""

import json

from tests.acceptance.cases import cases
from tests.benchmarks.corpus.judging import CONTRADICTION, OWN_EXAMPLE, Answer, RawDocument

NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}


def fault(tmp_path, media, body, *, version="3.0.3", status=200, media_type="application/json"):
    """Return what is wrong with an answer of a document with this media type object."""
    path = tmp_path / "api.json"
    responses = {"200": {"description": "", "content": {"application/json": media}}}
    document = {"openapi": version, "paths": {"/a": {"get": {"responses": responses}}}}
    path.write_text(json.dumps(document))
    answer = Answer(status=status, media_type=media_type, body=body)
    return RawDocument(path).fault_of("GET", "/a", answer)


@cases(
    "schema, body, version",
    {
        "valid": (NAMED, b'{"name": "x"}', "3.0.3"),
        "null where 3.0 allows it": ({"type": "string", "nullable": True}, b"null", "3.0.3"),
        "null beside a choice": (
            {"oneOf": [{"type": "string"}, {"type": "object"}], "nullable": True},
            b"null",
            "3.0.3",
        ),
        "write only": (
            {"required": ["key"], "properties": {"key": {"writeOnly": True}}},
            b"{}",
            "3.1.0",
        ),
        "a pattern of another engine": ({"pattern": "\\p{L}"}, b'"x"', "3.0.3"),
        "a boolean bound": ({"minimum": 1, "exclusiveMinimum": True}, b"2", "3.0.3"),
    },
)
def test_an_answer_as_documented_has_no_fault(tmp_path, schema, body, version):
    """Each version is judged by its own dialect."""
    assert not fault(tmp_path, {"schema": schema}, body, version=version)


@cases(
    "media, answer, found",
    {
        "schema": ({"schema": NAMED}, {"body": b"{}"}, "'name' is a required property"),
        "no JSON": ({"schema": NAMED}, {"body": b"{"}, "no JSON"),
        "status": ({}, {"body": b"{}", "status": 201}, "201 is not documented"),
        "media type": ({}, {"body": b"x", "media_type": "text/plain"}, "text/plain is not"),
        "own example": ({"schema": NAMED, "example": {}}, {"body": b"{}"}, OWN_EXAMPLE),
        "own value in a corrected example": (
            {
                "schema": {"properties": {"a": {"enum": ["x"]}, "b": {"type": "string"}}},
                "example": {"a": "y", "b": 1},
            },
            {"body": b'{"a": "y", "b": "1"}'},
            OWN_EXAMPLE,
        ),
        "another value than the example's": (
            {"schema": {"properties": {"a": {"enum": ["x"]}}}, "example": {"a": "y"}},
            {"body": b'{"a": "z"}'},
            "'z' is not one of",
        ),
        "own example in a text": ({"schema": NAMED, "example": "{}"}, {"body": b"{}"}, OWN_EXAMPLE),
    },
)
def test_a_fault_is_named(tmp_path, media, answer, found):
    """A contradiction of the document itself is no fault of the mock."""
    assert found in fault(tmp_path, media, **answer)


CLOSED = {"additionalProperties": False}
INNER = {"required": ["a"], "properties": {"a": {"type": "string"}}, **CLOSED}


@cases(
    "schema, body, is_own",
    {
        "a part forbids what another one requires": (
            {"allOf": [INNER], **CLOSED},
            b'{"a": ""}',
            True,
        ),
        "in a list": (
            {"type": "array", "items": {"allOf": [INNER], **CLOSED}},
            b'[{"a": ""}, {"a": ""}]',
            True,
        ),
        "a member that is not described": (INNER, b'{"a": "", "b": 1}', False),
        "a member of the wrong type": ({"allOf": [INNER], **CLOSED}, b'{"a": 1, "b": 1}', True),
        "a part forbids what another one describes": (
            {"allOf": [CLOSED, {"properties": {"a": {}}}]},
            b'{"a": ""}',
            True,
        ),
        "a member of another branch": (
            {"oneOf": [INNER, {"properties": {"b": {}}, "required": ["b"], **CLOSED}]},
            b'{"a": "", "b": 1}',
            False,
        ),
        "a part without a value": (
            {"properties": {"a": {"type": "null", "oneOf": [{"type": "number"}]}}},
            b'{"a": 1}',
            True,
        ),
        "nothing forbidden": ({"required": ["a"]}, b"{}", False),
    },
)
def test_a_schema_without_a_value_is_a_contradiction_of_the_document(
    tmp_path, schema, body, is_own
):
    """The members are forbidden, and the value is not valid without them either."""
    found = fault(tmp_path, {"schema": schema}, body)

    assert found.startswith(CONTRADICTION) is is_own


def test_the_line_of_an_operation_is_that_of_its_method(tmp_path):
    """The table names the place of each fault."""
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.0.3\npaths:\n  /a:\n    post: {}\n    get: {}\n  '/b':\n    get: {}\n"
    )

    assert [RawDocument(path).line_of("GET", each) for each in ("/a", "/b", "/c")] == [5, 7, 1]
