"""The `encoding` of a form, as documents have it."""

from openapi.loading.document import load_contract
from tests.acceptance.cases import cases


@cases(
    "encoding, names",
    {
        "none": ("", []),
        "no object": ("encoding: 3", []),
        "no object for a property": ("encoding: {a: text/plain}", []),
        "no property": ("encoding: {b: {contentType: a/b}}", []),
        "property": ("encoding: {a: {contentType: a/b}}", ["a"]),
        "style of nothing": ("encoding: {a: {style: round}}", ["a"]),
        "header that is no name": ("encoding: {a: {headers: {'x y': {schema: {}}}}}", ["a"]),
    },
)
def test_encodings_that_cannot_be_meant_are_left_out(tmp_path, encoding, names):
    """No document ends the server; what is clear in it counts."""
    path = tmp_path / "api.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths:\n  /a:\n    post:\n"
        "      responses: {'200': {description: x}}\n      requestBody:\n        content:\n"
        "          multipart/form-data:\n"
        "            schema: {type: object, properties: {a: {type: string}}}\n"
        f"            {encoding}\n",
        encoding="utf-8",
    )
    (operation,) = load_contract(path).operations
    (media,) = operation.request_body.media_types

    assert [each.name for each in media.encoding] == names
    assert all(each.headers == () for each in media.encoding)
