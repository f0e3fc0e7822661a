"""Frequent mistakes are read as what was meant."""

from openapi.json.rewriting import rewritten
from openapi.loading.upgrading.slips import usual_slips
from tests.acceptance.cases import cases

SCHEMA = {"schema": {}}
STRING = {"type": "string"}


@cases(
    "kind, value, rule, read",
    {
        "path": ("Paths", {"pets": {}}, "path-slash", {"/pets": {}}),
        "status": ("Responses", {"4xx": {}}, "status", {"4XX": {}}),
        "no status": ("Responses", {"ok": {}}, "status", {}),
        "path parameter": (
            "Parameter",
            {"name": "id", "in": "path", **SCHEMA},
            "path-parameter",
            {"name": "id", "in": "path", "required": True, **SCHEMA},
        ),
        "keys of a schema": (
            "Parameter",
            {"name": "q", "in": "query", **STRING},
            "parameter-schema",
            {"name": "q", "in": "query", "schema": STRING},
        ),
        "short name of a media type": (
            "Response",
            {"content": {"PDF": SCHEMA, "text/html": {}}},
            "media-type",
            {"content": {"application/pdf": SCHEMA, "text/html": {}}},
        ),
        "only content without a media type": (
            "RequestBody",
            {"content": {"body": SCHEMA}},
            "media-type",
            {"content": {"application/json": SCHEMA}},
        ),
        "names of members beside a media type": (
            "Response",
            {"content": {"code": {}, "application/json": SCHEMA, "json": {}}},
            "media-type",
            {"content": {"application/json": SCHEMA}},
        ),
        "number in place of a media type": (
            "Response",
            {"content": {"type": 5}},
            "media-type",
            {"content": {}},
        ),
        "discriminator": (
            "Schema",
            {"discriminator": "kind"},
            "discriminator",
            {"discriminator": {"propertyName": "kind"}},
        ),
        "enum of items": (
            "Schema",
            {"type": "array", "enum": ["a"], "items": STRING},
            "enum-of-items",
            {"type": "array", "items": {**STRING, "enum": ["a"]}},
        ),
        "enum of items, twice": (
            "Schema",
            {"type": "array", "enum": ["a", "b"], "items": {"enum": ["a"]}},
            "enum-of-items",
            {"type": "array", "items": {"enum": ["a"]}},
        ),
        "enum of texts without quotes": (
            "Schema",
            {"type": "string", "enum": [1, True, 2.5, None]},
            "enum-type",
            {"type": "string", "enum": ["1", "true", "2.5", None]},
        ),
        "enum of numbers in quotes": (
            "Schema",
            {"type": "integer", "enum": ["1", "20"]},
            "enum-type",
            {"type": "integer", "enum": [1, 20]},
        ),
        "enum of names for an object": (
            "Schema",
            {"type": "object", "enum": ["A", "B"], "properties": {"name": STRING}},
            "enum-type",
            {"type": "object", "properties": {"name": STRING}},
        ),
        "items that may be of several kinds": (
            "Schema",
            {"type": "array", "items": [STRING, {"type": "number"}]},
            "list-of-items",
            {"type": "array", "items": {"anyOf": [STRING, {"type": "number"}]}},
        ),
        "items of one kind": (
            "Schema",
            {"type": "array", "items": [STRING]},
            "list-of-items",
            {"type": "array", "items": STRING},
        ),
        "scheme": (
            "SecurityScheme",
            {"type": "HTTP", "scheme": "basic"},
            "security-scheme",
            {"type": "http", "scheme": "basic"},
        ),
        "no title": ("Info", {"version": "1"}, "missing-key", {"version": "1", "title": "file"}),
    },
)
def test_a_slip_has_one_better_reading(kind, value, rule, read):
    """A mistake is reported with what is allowed, and read as what was meant."""
    [slip] = usual_slips(kind, value, "file", ["title", "version"])

    assert slip.rule == rule
    assert slip.allowed
    assert rewritten(value, {slip.pointer: slip.change}) == read


def test_a_parameter_without_a_location_is_left_out():
    """A parameter without a location cannot be sent."""
    [slip] = usual_slips("Parameter", {"name": "q"}, "", [])

    assert rewritten({"a": 1, "b": {"name": "q"}}, {"/b": slip.change}) == {"a": 1}
