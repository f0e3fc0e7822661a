"""A third API is YAML alone, so no Python names anything of the first two."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest

from openapi.loading.document import packaged_documents
from openapi.loading.yaml import read_yaml
from tests.architecture.files import name_of, nodes, package_modules

ALLOWED = {
    # Words of HTTP, JSON Schema, OpenAPI and of our own vocabulary that an API happens to use too.
    "data": "a word of every second program",
    "description": "OpenAPI: a text for people",
    "detail": "RFC 9457: member of a problem",
    "error": "our own severity, and a word of reports",
    "errors": "JUnit: attribute of a test suite",
    "failed": "our own outcome of a rule",
    "finished": "a word of progress",
    "href": "HTML, HAL, JSON:API: the address in a link",
    "id": "our own rules, examples and discrepancies have ids",
    "limit": "our own x-pagination: parameter that bounds a page",
    "links": "OpenAPI, and our own x-pagination: links of an answer",
    "meta": "a word of every second program",
    "name": "OpenAPI: name of a parameter",
    "object": "JSON Schema: type of a value",
    "offset": "our own x-pagination: parameter that skips records",
    "owner": "a word of every second program",
    "records": "our own: what a session has of a resource",
    "started": "a word of progress",
    "status": "HTTP, RFC 9457: status of an answer",
    "success": "a word of reports",
    "title": "OpenAPI, RFC 9457: title of a document or problem",
    "type": "JSON Schema: type of a value",
    "Authorization": "HTTP: the header that carries a bearer token",
}
"""Plain words, each with the other meaning that Python may use it in."""


def test_no_module_names_an_operation_a_field_a_value_or_an_api():
    """No text and no identifier of the packages is a name of a packaged API."""
    plain, distinctive = packaged_names()
    named = {
        f"{name_of(path)}:{line}: {text!r} names {name}"
        for path in package_modules()
        for line, text in texts_and_identifiers(nodes(path))
        for name in names_in(text, plain, distinctive)
    }

    assert not named, "\n".join(sorted(named))


@pytest.mark.parametrize(
    "name",
    [
        "showMembersImportStatus",
        "members_in_payloads_number",
        "page[offset]",
        "bulks",
        "waiting_for_retry",
        "working",
        "subscription_import",
        "subscription_plan",
        "X-Loyalty-Club-Slug",
        "imports",
        "placewise",
        "elastic_path",
    ],
)
def test_names_are_collected_from_the_documents(name):
    """Operations, fields, parameters, values, path segments and APIs are all watched."""
    plain, distinctive = packaged_names()

    assert name in plain | distinctive


def test_name_in_a_module_would_be_found():
    """A name is found as a text, inside a text if it is distinctive, and as an identifier."""
    tree = ast.parse(
        "def f(body):\n    '''Mention bulks.'''\n    created_at = body['bulks']\n"
        "    return f'{body}/members_created_number' if body == 'working' else 'it is working'\n"
    )
    plain, distinctive = packaged_names()
    found = {
        name
        for _, text in texts_and_identifiers([*ast.walk(tree)])
        for name in names_in(text, plain, distinctive)
    }

    assert found == {"bulks", "created_at", "members_created_number", "working"}


@cache
def packaged_names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the packaged APIs: plain words, and distinctive names."""
    names: set[str] = set()
    for path in packaged_documents():
        names.update(names_of_document(read_yaml(path).tree))
    names -= ALLOWED.keys()
    distinctive = {name for name in names if not re.fullmatch(r"[A-Za-z]?[a-z]+", name)}
    return frozenset(names - distinctive), frozenset(distinctive)


def names_of_document(tree: Any) -> Iterator[str]:
    """Yield the names that one document defines."""
    yield tree["x-api"]
    for template in tree["paths"]:
        yield from (part.strip("{}") for part in template.split("/") if part)
    yield from names_below(tree)


def names_below(value: Any) -> Iterator[str]:
    """Yield operations, parameters, fields and enumerated values at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from names_below(item)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("operationId"), str):
        yield value["operationId"]
    if "in" in value and isinstance(value.get("name"), str):
        yield value["name"]
    if isinstance(value.get("enum"), list):
        yield from (item for item in value["enum"] if isinstance(item, str))
    for key, child in value.items():
        if key == "properties" and isinstance(child, dict):
            yield from child
        if key == "value":
            yield from keys_below(child)
        yield from names_below(child)


def keys_below(example: Any) -> Iterator[str]:
    """Yield the keys of an example, such as those of its maps."""
    if isinstance(example, dict):
        yield from example
        example = list(example.values())
    if isinstance(example, list):
        for item in example:
            yield from keys_below(item)


def names_in(text: str, plain: frozenset[str], distinctive: frozenset[str]) -> set[str]:
    """Return the names that a text is, or that it contains if they are distinctive."""
    return ({text} & plain) | (words_of(text) & distinctive)


@cache
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text: `page[limit]`, `page` and `limit`; most texts come often."""
    return frozenset(re.findall(r"[\w-]+(?:\[\w+\])*", text)) | frozenset(re.findall(r"\w+", text))


def texts_and_identifiers(every: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield every text that is no docstring, and every identifier, with its line."""
    docstrings = {id(node) for node in docstring_nodes(every)}
    for node in every:
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield node.lineno, text
            case ast.Constant(value=bytes(raw)):
                yield node.lineno, raw.decode("latin-1")
            case ast.Name(id=name) | ast.Attribute(attr=name) if "_" in name:
                yield node.lineno, name
            case ast.keyword(arg=str(name)) | ast.arg(arg=name) if "_" in name:
                yield node.lineno, name


def docstring_nodes(every: Sequence[ast.AST]) -> Iterator[ast.Constant]:
    """Yield the texts that are a statement: docstrings, of attributes too."""
    for node in every:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
