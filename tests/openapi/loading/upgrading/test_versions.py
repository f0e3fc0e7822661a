"""Every spelling of a version is read; other documents are refused."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.complaints import Complaints
from openapi.loading.upgrading.versions import version_of
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases


def read(text):
    """Return the version, and how many complaints there are."""
    complaints = Complaints()
    return version_of(parse_yaml(text, file="d.yaml"), complaints), len(complaints.all())


@cases(
    "text, version, count",
    {
        "3.0": ("openapi: 3.0.3", "3.0", 0),
        "3.1": ("openapi: 3.1.0", "3.1", 0),
        "3.2": ("openapi: 3.2.0", "3.2", 0),
        "2.0": ("swagger: '2.0'", "2.0", 0),
        "a number": ("openapi: 3.0", "3.0", 1),
        "missing": ("paths: {}", "3.1", 1),
        "unknown": ("openapi: 3.9.0\npaths: {}", "3.1", 1),
    },
)
def test_a_version_is_read(text, version, count):
    """An unusual spelling is read, with a complaint."""
    assert read(text) == (version, count)


@pytest.mark.parametrize("text", ["a: 1", "[]", "asyncapi: 3.0.0", "openapi: {}"])
def test_other_documents_are_refused(text):
    """The error states what is allowed."""
    with pytest.raises(DocumentError) as caught:
        read(text)

    assert "3.0.x" in caught.value.allowed


@cases(
    "text, kind, hint",
    {
        "HAR": ('{"log": {"entries": []}}', "a HAR recording", "contracts learn"),
        "Postman": ("info: {name: p}\nitem: []", "a Postman collection", "export it"),
        "overlay": ("overlay: 1.0.0\nactions: []", "an OpenAPI overlay", "--overlay"),
        "AsyncAPI": ("asyncapi: 3.0.0\ninfo: {}", "an AsyncAPI document", "brokers"),
        "Swagger 1": ("swaggerVersion: '1.2'", "a Swagger 1 document", "convert"),
        "GraphQL": ('{"data": {"__schema": {}}}', "a GraphQL schema", "not described"),
        "manifest": ("apiVersion: v1\nkind: Pod", "a Kubernetes manifest", "deploys"),
        "schema": ('{"$schema": "https://x"}', "a JSON Schema", "refers to it"),
        "page": ("<!DOCTYPE html><html></html>", "a web page", "URL"),
        "WSDL": ("<definitions/>", "XML", "WSDL"),
        "any other": ("name: x\nversion: 1.0.0", "", "the file you mean"),
    },
)
def test_another_kind_of_document_is_named(text, kind, hint):
    """Who gives a document of another kind learns what it is, and what to give instead."""
    with pytest.raises(DocumentError) as caught:
        read(text)

    assert caught.value.what == "not an OpenAPI document" + (f" but {kind}" if kind else "")
    assert hint in caught.value.hint


def test_the_keys_of_another_document_are_shown():
    """What was found is the keys that are there, and no version that is not."""
    with pytest.raises(DocumentError) as caught:
        read("name: x\nversion: 1.0.0")

    assert caught.value.found == "the keys name, version"


@pytest.mark.parametrize("text", ["", "# later\n", "---\n"])
def test_a_file_without_content_is_called_empty(text):
    """A download that failed is named as such, not as a value of null."""
    with pytest.raises(DocumentError) as caught:
        read(text)

    assert caught.value.found == "nothing: the file is empty"
