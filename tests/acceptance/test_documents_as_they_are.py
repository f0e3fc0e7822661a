"""What real people have is served: every document of `tests/fixtures/documents`, as it is."""

from pathlib import Path
from shutil import copytree

import pytest

from mock_server.asgi.app import create_mock
from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from openapi.contract import Severity
from openapi.errors import ContractError
from openapi.loading.document import STRICT, LoadOptions, load_contract, load_contracts
from openapi.loading.linting import lint
from openapi.schema.validation import validator_for

FOLDER = Path(__file__).parents[1] / "fixtures" / "documents"

RULES = {
    "additionalProperties-false-allOf": "",
    "allof-part-example": "",
    "answers": "example no-value",
    "array-without-items": "",
    "bearer-capital": "",
    "callbacks": "",
    "check-crash-empty-default": "",
    "check-crash-pattern": "",
    "component-name-generic": "",
    "component-name-space": "",
    "consumes-leftover": "unknown-key",
    "contact-extra": "unknown-key",
    "content-encoding-header": "",
    "content-null-media": "wrong-type",
    "cors-header-twice": "",
    "default-error-ignored": "",
    "default-error-schema-only": "",
    "default-wrong-type": "",
    "description-null": "wrong-type",
    "discriminator-string": "discriminator",
    "duplicate-operationId": "operation-id",
    "duplicate-paths": "similar-paths same-route",
    "encoded-slash": "",
    "enum-intersection": "",
    "enum-null": "",
    "event-stream": "",
    "example-and-examples": "example-and-examples",
    "exclusiveMinimum-number": "wrong-type",
    "external-docs-no-url": "missing-key",
    "form-body-unjudged": "",
    "format-unknown": "",
    "get-requestBody": "",
    "head-documented": "",
    "header-param-authorization": "",
    "header-param-content-type": "",
    "http-scheme-with-name": "unknown-key",
    "json-file-with-tabs": "",
    "license-without-name": "missing-key",
    "links": "",
    "maxLength-huge": "",
    "merge-key": "merge-key",
    "minimum-string": "wrong-type",
    "mutual-references": "",
    "no-description": "missing-key",
    "no-info": "missing-key",
    "no-operation-content": "wrong-value",
    "no-schema": "",
    "null-type-30": "wrong-value",
    "oauth-flows-missing-scopes": "missing-key",
    "oneof-discriminator": "",
    "only-post": "",
    "openapi-3.0.4": "",
    "openapi-3.0": "version",
    "openapi-number": "version",
    "openapi31": "",
    "operation-unknown-key": "unknown-key",
    "param-default-wrong": "",
    "param-duplicate": "parameter-twice",
    "param-without-schema": "parameter-schema",
    "parameter-behind-allof": "",
    "parameter-styles": "",
    "path-param-not-required": "path-parameter",
    "path-param-undeclared": "unknown-key",
    "path-param-unused": "path-parameter",
    "path-parameter-undeclared": "path-parameter",
    "path-with-hash": "path-query",
    "path-with-query": "path-query",
    "path-without-slash": "path-slash",
    "paths-empty": "",
    "pets-swagger2": "",
    "pattern-answer-422": "",
    "pattern-bad-regex": "pattern",
    "pattern-body-kills-start": "",
    "pattern-in-flag": "pattern",
    "pattern-js-slash": "",
    "pattern-lookbehind": "",
    "pattern-parameter-kills-start": "",
    "pattern-unicode-class": "",
    "polymorphic-body-kills-start": "",
    "property-required-true": "wrong-type",
    "readonly-required": "",
    "ref-in-extension": "",
    "ref-missing": "!reference",
    "ref-parent-folder": "!reference",
    "ref-remote": "remote-reference",
    "ref-response-to-path": "",
    "ref-siblings": "",
    "regex-brace": "pattern",
    "required-empty": "wrong-value",
    "required-header-kills-start": "",
    "response-example-v2": "unknown-key",
    "response-headers": "",
    "responses-empty": "wrong-value",
    "responses-missing": "missing-key",
    "schema-comment": "unknown-key",
    "schema-const": "unknown-key",
    "schema-examples": "unknown-key",
    "schema-id": "unknown-key",
    "schema-null": "wrong-type",
    "schema-patternProperties": "unknown-key",
    "security-undefined": "security-scheme",
    "server-empty-url": "",
    "server-relative": "",
    "server-variable-number-default": "wrong-type",
    "server-variable-undeclared": "server-variable",
    "server-variable-undefined": "server-variable",
    "server-variables": "",
    "server-with-port-var": "",
    "status-1xx": "",
    "status-600": "status",
    "status-lower-range": "status",
    "status-number": "",
    "summary-null": "wrong-type",
    "swagger2-style-param": "parameter-schema",
    "swagger2": "",
    "tag-without-name": "missing-key",
    "trailing-slash-path": "",
    "two-similar-paths": "similar-paths",
    "type-list": "wrong-type",
    "type-null": "wrong-value",
    "undeclared-security": "security-scheme",
    "unique-items": "",
    "unknown-schema-keyword": "unknown-key",
    "unsafe-no-body": "",
    "version-number": "wrong-type",
    "webhooks": "unknown-key",
    "writeonly-required": "",
    "x-api-foreign": "extension",
    "x-examples": "",
    "x-json-schema-faker": "",
    "x-pagination-foreign": "extension",
    "x-polling-foreign": "extension",
    "x-rules-foreign": "extension-place",
    "x-source-foreign": "extension",
    "x-unknown-everywhere": "",
    "xml-checker-blind": "",
    "xml-first": "",
    "yaml-anchors": "merge-key",
    "yaml-date-value": "",
    "yaml-duplicate-key": "!unreadable",
    "yaml-norway": "",
}
"""The rules that a document breaks, in the order of its lines; `!` where it cannot be served."""

IN_PART = {"ref-missing"}
"""Served without the place that an error is about."""
REFUSED = sorted(name for name, rules in RULES.items() if "!" in rules and name not in IN_PART)
SERVED = sorted(RULES.keys() - REFUSED)


def path_of(name):
    """Return the path of one of the documents."""
    return FOLDER / f"{name}.yaml"


def test_every_document_is_here():
    """A document that is added is judged."""
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(RULES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_complaint_has_a_place_and_says_what_is_allowed(name):
    """The message has the line, and what to write there."""
    found = lint(path_of(name))

    rules = [f"{'!' if each.severity is Severity.ERROR else ''}{each.rule}" for each in found]
    assert " ".join(dict.fromkeys(rules)) == RULES[name]
    for each in found:
        assert Path(each.file) == path_of(name)
        assert 1 <= each.line <= len(path_of(name).read_text("utf-8").splitlines())
        assert each.allowed or each.hint


@pytest.mark.parametrize("name", SERVED)
def test_what_can_be_served_is_served(name):
    """The mock starts, greets, and can judge every request and answer."""
    settings = Settings(specs=(path_of(name),))
    contracts = load_contracts(settings.specs)

    create_mock(contracts, settings).warm_up()

    assert startup_message(contracts, settings, "http://localhost").startswith("Serving")
    for operation in contracts[0].operations:
        medias = [media for response in operation.responses for media in response.media_types]
        for holder in [*operation.parameters, *medias]:
            assert holder.schema is None or validator_for(holder.schema)


@pytest.mark.parametrize("name", REFUSED)
def test_documents_that_cannot_be_served_are_refused(name):
    """A reference to a file that is not allowed, or a text that is no document."""
    with pytest.raises(ContractError):
        load_contract(path_of(name))


@pytest.mark.parametrize("name", sorted(name for name, rules in RULES.items() if rules))
def test_strictly_read_every_complaint_refuses(name):
    """`--strict` lets nothing pass that would be a warning."""
    with pytest.raises(ContractError):
        load_contracts([path_of(name)], options=STRICT)


def operation(name):
    """Return the last operation of a document."""
    return load_contract(path_of(name)).operations[-1]


def schema(name, key="a"):
    """Return the schema of a property of the last operation's first answer."""
    definition = operation(name).responses[0].media_types[0].schema.definition
    return definition["properties"][key]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("path-without-slash", "/y"),
        ("path-with-hash", "/y"),
        ("path-with-query", "/b"),
    ],
)
def test_paths_are_those_of_requests(name, path):
    """What no request path can be is read as the one that was meant."""
    assert operation(name).path == path


def test_path_parameters_are_those_of_the_path():
    """An undeclared one is a required text, one that the path has not is none."""
    (made,) = operation("path-parameter-undeclared").parameters

    assert (made.name, made.location, made.is_required) == ("id", "path", True)
    assert made.schema.definition == {"type": "string"}
    assert not operation("path-param-unused").parameters
    assert operation("path-param-not-required").parameters[0].is_required


def test_a_parameter_in_the_query_of_a_path_is_a_query_parameter():
    """`/b?view={v}` takes `v` in the query."""
    (found,) = operation("path-with-query").parameters

    assert (found.name, found.location) == ("v", "query")


@pytest.mark.parametrize(
    ("name", "key", "definition"),
    [
        ("minimum-string", "b", {"type": "integer", "minimum": 1}),
        ("exclusiveMinimum-number", "b", {"type": "integer", "exclusiveMinimum": 1}),
        ("schema-const", "a", {"type": "string", "const": "x"}),
        ("pattern-bad-regex", "a", {"type": "string"}),
        ("property-required-true", "a", {"type": "string"}),
        ("enum-null", "a", {"type": ["string", "null"], "enum": ["x", None]}),
        ("type-list", "a", {"type": ["string", "null"]}),
    ],
)
def test_schemas_say_what_was_meant(name, key, definition):
    """A number in quotes is a number, a newer keyword is read, what cannot be read is left out."""
    assert schema(name, key) == definition


def test_nothing_counts_beside_a_reference():
    """In OpenAPI 3.0, keywords next to a reference are ignored: the value stays a text."""
    found = operation("ref-siblings").responses[0].media_types[0].schema

    assert validator_for(found).is_valid({"b": "x"})
    assert not validator_for(found).is_valid({"b": None})


def test_merged_keys_are_there():
    """`<<` is read as most tools read it."""
    media = operation("merge-key").responses[0].media_types[0]

    assert media.schema.definition["properties"] == {"id": {"type": "integer"}}


def test_two_paths_that_differ_in_names_are_one_route():
    """Their methods are served side by side."""
    contract = load_contract(path_of("two-similar-paths"))

    assert len(contract.operations) == 2


@pytest.mark.parametrize(
    ("name", "base_path"),
    [
        ("server-variable-undeclared", "/v1"),
        ("server-variable-undefined", "/v1"),
        ("server-variable-number-default", "/v1"),
        ("server-relative", "/v1"),
        ("server-empty-url", ""),
    ],
)
def test_base_paths_are_known_all_the_same(name, base_path):
    """A variable of the host says nothing about the path."""
    assert load_contract(path_of(name)).base_path == base_path


def test_unknown_security_schemes_are_left_out():
    """An alternative that no request can satisfy is left out."""
    assert operation("security-undefined").security == ()
    assert operation("bearer-capital").security == (("jwt",),)


def test_files_beside_the_folder_need_a_wider_root(tmp_path):
    """A document reads no file outside its folder or repository without an option."""
    path = Path(copytree(FOLDER / "multi", tmp_path / "multi")) / "a" / "openapi.yaml"
    with pytest.raises(ContractError, match="is refused") as caught:
        load_contract(path)

    assert "--root" in caught.value.hint
    contract = load_contract(path, options=LoadOptions(root=tmp_path / "multi"))
    assert contract.operations[0].responses[0].media_types[0].schema.definition["type"] == "object"


def test_a_repository_is_the_root(tmp_path):
    """In a repository, files of all its folders may be referred to."""
    copytree(FOLDER / "multi", tmp_path / "multi")
    (tmp_path / ".git").mkdir()

    assert load_contract(tmp_path / "multi" / "a" / "openapi.yaml").operations


def test_documents_of_many_files_load():
    """Real documents are spread over thousands of files."""
    assert load_contract(FOLDER / "many-files" / "openapi.yaml").operations
