"""The judge of published documents' answers, which shares no code with the project."""

import json

from tests.acceptance.cases import cases
from tests.benchmarks.corpus.judging import OWN_EXAMPLE, Answer, RawDocument

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
        "own example in a text": ({"schema": NAMED, "example": "{}"}, {"body": b"{}"}, OWN_EXAMPLE),
    },
)
def test_a_fault_is_named(tmp_path, media, answer, found):
    """A contradiction of the document itself is no fault of the mock."""
    assert found in fault(tmp_path, media, **answer)
