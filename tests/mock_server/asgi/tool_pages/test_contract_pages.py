"""The contract as it is served."""

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mock_server.asgi.tool_pages.contract_pages import (
    contract_pages,
    served_document,
    yaml_parts,
    yaml_text,
)
from openapi.loading.document import load_contract
from openapi.loading.yaml import parse_yaml

MOCK = {"url": "/", "description": "This mock server"}

NAMES = st.sampled_from(["a", "B.c", "x y", "null", "1", "/p/{id}", "l\nm", "?", "k" * 130, "é"])

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)

DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "openapi": st.just("3.0.3"),
        "paths": st.dictionaries(NAMES, VALUES, max_size=4),
        "components": st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3)),
        "x-files": VALUES,
    },
)


@pytest.fixture(scope="module")
def pages(packaged):
    """The pages of the packaged contracts."""
    return contract_pages(packaged)


@pytest.mark.parametrize("api", ["placewise", "elastic_path"])
def test_yaml_and_json_say_the_same(pages, api):
    """Both texts of a document are equal, and equal to the contract with the mock in front."""
    as_json = json.loads(pages[f"/__openapi/{api}.json"]().body)
    as_yaml = parse_yaml(pages[f"/__openapi/{api}.yaml"]().body.decode(), file="served").tree

    assert as_json == as_yaml
    assert as_json["servers"][0] == MOCK


@pytest.mark.parametrize("api", ["placewise", "elastic_path"])
def test_served_yaml_means_the_same_to_any_reader(pages, api):
    """A YAML 1.1 parser, which resolves timestamps and old booleans, reads the same values."""
    body = pages[f"/__openapi/{api}.yaml"]().body

    assert yaml.safe_load(body) == json.loads(pages[f"/__openapi/{api}.json"]().body)


def test_served_document_can_be_served_again(pages, tmp_path, packaged):
    """The served document loads as a contract with the same operations."""
    path = tmp_path / "placewise.yaml"
    path.write_bytes(pages["/__openapi/placewise.yaml"]().body)
    original = next(contract for contract in packaged if contract.api == "placewise")

    assert [each.id for each in load_contract(path).operations] == [
        each.id for each in original.operations
    ]


def test_mock_is_first_in_every_list_of_servers(contract_from):
    """No path and no operation leads a reader past the mock."""
    contract = contract_from(
        "servers: [{url: https://api.example.com/base}]\n"
        "paths:\n"
        "  x-note: not a path\n"
        "  /a:\n"
        "    servers: [{url: https://a.example.com}]\n"
        "    get:\n"
        "      servers: [{url: https://b.example.com}]\n"
        "      responses: {'200': {description: x}}\n"
    )
    document = served_document(contract)
    mock = {**MOCK, "url": "/base"}
    item = document["paths"]["/a"]

    assert document["paths"]["x-note"] == "not a path"
    assert document["servers"] == [mock, {"url": "https://api.example.com/base"}]
    assert item["servers"] == [mock, {"url": "https://a.example.com"}]
    assert item["get"]["servers"] == [mock, {"url": "https://b.example.com"}]


def test_contract_itself_stays_as_it_was(contract_from):
    """Serving a document does not change it."""
    contract = contract_from("paths: {/a: {get: {responses: {'200': {description: x}}}}}")
    served_document(contract)

    assert "servers" not in contract.tree


def test_index_lists_what_there_is(pages):
    """The index names every API, its documents, readings, operations and examples."""
    index = json.loads(pages["/__openapi"]().body)
    placewise = next(api for api in index["apis"] if api["api"] == "placewise")

    assert index["version"] == 1
    assert placewise["yaml"] == "/__openapi/placewise.yaml"
    assert placewise["readings"]["placewise.payload-key"] == "plural"
    assert placewise["operations"][0]["path"] == (
        "/v3/{loyalty_club_slug}/members/imports/{import_id}"
    )
    assert placewise["operations"][0]["answers"][0] == {
        "status": "200",
        "media_type": "application/json",
        "default_example": "documented",
        "examples": ["documented", "placeholder"],
    }


def test_index_lists_answers_without_a_body(contract_from):
    """The console shows a 204 and a bare 404 beside the answers with a body."""
    contract = contract_from(
        "paths: {/x: {delete: {responses: {'204': {description: x}, '404': {description: y}}}}}"
    )
    [api] = json.loads(contract_pages([contract])["/__openapi"]().body)["apis"]
    [operation] = api["operations"]

    assert [each["status"] for each in operation["answers"]] == ["204", "404"]


def test_health_is_reported(pages):
    """The health page states that the server is up, and which APIs it serves."""
    assert json.loads(pages["/__health"]().body) == {
        "status": "ok",
        "apis": ["elastic_path", "placewise"],
    }


@given(DOCUMENTS)
@example({"x-files": "\n", "openapi": "3.0.3"})
def test_the_parts_are_one_document(document):
    """Whatever the names of paths and components are, a reader gets the document back."""
    assert yaml.safe_load(yaml_text(document) or "{}") == document


def test_each_key_is_there_once():
    """Members that are written apart have the keys around them in common."""
    document = {
        "paths": {"/a": {"get": {}}, "/b": {"get": {}}},
        "components": {"schemas": {"A": {"type": "string"}, "B": {}}, "headers": {"C": {}}},
    }

    assert yaml_text(document) == (
        "paths:\n  /a:\n    get: {}\n  /b:\n    get: {}\n"
        "components:\n  schemas:\n    A:\n      type: string\n    B: {}\n"
        "  headers:\n    C: {}\n"
    )


@pytest.mark.parametrize(
    "document",
    [
        {"paths": {f"/{i}": {"get": {"x": ["y"] * 20}} for i in range(50)}},
        {"components": {"schemas": {f"S{i}": {} for i in range(50)}}},
    ],
    ids=["paths", "components"],
)
def test_no_part_is_long(document):
    """Other threads wait for one path or one component at most."""
    parts = [*yaml_parts(document)]

    assert len(parts) == 50
    assert max(map(len, parts)) < sum(map(len, parts)) / 10
