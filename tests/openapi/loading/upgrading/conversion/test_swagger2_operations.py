"""Operations of Swagger 2.0 are converted to OpenAPI 3.0."""

import pytest

from openapi.loading.upgrading.conversion.swagger2_operations import OperationConverter

ROOT = {
    "consumes": ["application/json"],
    "produces": ["application/json", "text/csv"],
    "parameters": {"page": {"name": "page", "in": "query", "type": "integer"}},
}


def convert(operation, shared=None):
    """Return the new operation, the old pointers of its parts, and what has no counterpart."""
    lost = []
    converter = OperationConverter(ROOT, lambda pointer, what: lost.append((pointer, what)))
    new = converter.convert(operation, "/new", "/old", shared, "/shared")
    return new, converter.moves, lost


def test_a_body_has_the_media_types_that_are_consumed():
    """The old pointer of the body is that of its parameter."""
    body = {"name": "b", "in": "body", "required": True, "schema": {"type": "object"}}
    new, moves, _ = convert({"parameters": [body]})

    content = {"application/json": {"schema": {"type": "object"}}}
    assert new["requestBody"] == {"content": content, "required": True}
    assert moves["/new/requestBody"] == "/old/parameters/0"


def test_a_file_makes_a_form_of_parts():
    """A file is sent as multipart/form-data, for any consumed media type."""
    new, _, _ = convert({"parameters": [{"name": "f", "in": "formData", "type": "file"}]})

    [(name, media)] = new["requestBody"]["content"].items()
    assert name == "multipart/form-data"
    assert media["schema"]["properties"]["f"] == {"type": "string", "format": "binary"}


def test_a_parameter_of_the_operation_wins_over_that_of_its_path():
    """References are followed, and lists get their style."""
    ids = {"name": "ids", "in": "query", "type": "array", "collectionFormat": "pipes"}
    new, _, lost = convert({"parameters": [ids]}, [{"$ref": "#/parameters/page"}, {**ids}])

    assert [each["name"] for each in new["parameters"]] == ["page", "ids"]
    assert new["parameters"][1]["style"] == "pipeDelimited"
    assert lost == []


def test_a_list_format_without_a_counterpart_is_reported():
    """Tabs between items have no counterpart."""
    ids = {"name": "ids", "in": "query", "type": "array", "collectionFormat": "tsv"}

    assert [pointer for pointer, _ in convert({"parameters": [ids]})[2]] == ["/old/parameters/0"]


def test_an_answer_has_the_media_types_that_are_produced():
    """Each media type has the schema, and its own example."""
    answer = {"description": "ok", "schema": {}, "examples": {"text/csv": "a"}}
    new, _, _ = convert({"responses": {"200": answer}})

    content = new["responses"]["200"]["content"]
    assert content == {
        "application/json": {"schema": {}},
        "text/csv": {"schema": {}, "example": "a"},
    }


def test_an_answer_without_a_schema_has_no_content():
    """Examples of something that is no media type describe no body."""
    new, _, _ = convert({"responses": {"200": {"description": "ok", "examples": {"error": False}}}})

    assert "content" not in new["responses"]["200"]


@pytest.mark.parametrize("place", ["query", "formData"])
def test_an_empty_text_is_refused_where_the_document_says_so(place):
    """An explicit `allowEmptyValue: false` allows no empty text."""
    field = {"name": "q", "in": place, "type": "string", "allowEmptyValue": False}
    new, _, _ = convert({"parameters": [field, {**field, "name": "r", "minLength": 3}]})

    if place == "query":
        schemas = [each["schema"] for each in new["parameters"]]
    else:
        [media] = new["requestBody"]["content"].values()
        schemas = [*media["schema"]["properties"].values()]
    assert [schema["minLength"] for schema in schemas] == [1, 3]


def test_an_empty_text_is_accepted_by_default():
    """Documents that do not mention empty values are served as lenient as they are written."""
    new, _, _ = convert({"parameters": [{"name": "q", "in": "query", "type": "string"}]})

    assert new["parameters"][0]["schema"] == {"type": "string"}
