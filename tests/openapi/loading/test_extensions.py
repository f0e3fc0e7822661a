"""Every mistake in our extensions is reported with file, line and what is allowed."""

import json
from importlib.resources import files

import pytest

from openapi.errors import ExtensionError
from openapi.loading.extensions import validate_discrepancies
from openapi.loading.yaml import parse_yaml
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load, refused

SCHEMA = '{$ref: "#/components/schemas/Pet"}'
NAME = "{type: string}"
OPERATION = "operationId: getPet"
MEDIA = "/paths/~1pets~1{id}/get/responses/200/content/application~1json"
PAGING = "{offset: o, limit: l, items: /a, key: /b, page-size: 0}"
RULE = "{id: pets.name, rule: size(self) > 0, message: It has a name., severity: error}"


@cases(
    "change, what, where, allowed",
    {
        "unknown severity": (
            (NAME, f"{{x-rules: [{RULE.replace('error', 'fatal')}]}}"),
            'x-rules /0/severity is "fatal"',
            "pets.yaml:18 (/components/schemas/Pet/properties/name/x-rules/0/severity)",
            '"error", "warning", "info"',
        ),
        "rule without a message": (
            (NAME, f"{{x-rules: [{RULE.replace('message: It has a name., ', '')}]}}"),
            "x-rules /0 lacks message",
            "pets.yaml:18 (/components/schemas/Pet/properties/name/x-rules/0)",
            'required ["id", "rule", "message", "severity"]',
        ),
        "rule with a misspelt key": (
            (NAME, f"{{x-rules: [{RULE.replace('message', 'mesage')}]}}"),
            'x-rules /0 has the key "mesage" (did you mean "message"?)',
            "pets.yaml:18 (/components/schemas/Pet/properties/name/x-rules/0/mesage)",
            (
                "no other keys than id, rule, message, severity, set, "
                "discrepancy, invariant, needs, broken, x-source"
            ),
        ),
        "rule with an id of another form": (
            (NAME, f"{{x-rules: [{RULE.replace('pets.name', 'Name')}]}}"),
            'x-rules /0/id is "Name"',
            "pets.yaml:18 (/components/schemas/Pet/properties/name/x-rules/0/id)",
            r'pattern "^[a-z][a-z0-9_]*\\.[a-z0-9]+(-[a-z0-9]+)*$"',
        ),
        "rules that are no list": (
            (NAME, "{x-rules: {id: pets.name}}"),
            'x-rules is {"id": "pets.name"}',
            "pets.yaml:18 (/components/schemas/Pet/properties/name/x-rules)",
            "array",
        ),
        "page size zero": (
            (
                OPERATION,
                f"{OPERATION}\n      x-pagination: {PAGING}",
            ),
            "x-pagination /page-size is 0",
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-pagination/page-size)",
            "minimum 1",
        ),
        "items that are no pointer": (
            (
                OPERATION,
                f"{OPERATION}\n      x-pagination: {{offset: o, limit: l, items: a, key: /b}}",
            ),
            'x-pagination /items is "a"',
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-pagination/items)",
            'pattern "^(/([^~/]|~[01])*)*$"',
        ),
        "polling of nothing": (
            (OPERATION, f"{OPERATION}\n      x-polling: {{terminal: 'true'}}"),
            "x-polling lacks identity or items and key",
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-polling)",
            "with identity or with items, key",
        ),
        "resource without an action": (
            (OPERATION, f"{OPERATION}\n      x-resource: {{name: orders}}"),
            "x-resource lacks action",
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-resource)",
            'required ["name", "action"]',
        ),
        "source without lines": (
            (OPERATION, f"{OPERATION}\n      x-source: {{basis: documented, document: pets}}"),
            "x-source lacks lines",
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-source)",
            'required ["document", "lines"]',
        ),
        "source of an unknown basis": (
            (OPERATION, f"{OPERATION}\n      x-source: {{basis: guessed}}"),
            'x-source /basis is "guessed"',
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-source/basis)",
            '"documented", "example", "inferred", "upstream", "placeholder"',
        ),
        "source inside an unknown extension": (
            (OPERATION, f"{OPERATION}\n      x-own: {{a: [{{x-source: {{basis: guessed}}}}]}}"),
            'x-source /basis is "guessed"',
            "pets.yaml:8 (/paths/~1pets~1{id}/get/x-own/a/0/x-source/basis)",
            '"documented", "example", "inferred", "upstream", "placeholder"',
        ),
        "name of the API": (
            ("x-api: pets", "x-api: My-Pets"),
            'x-api is "My-Pets"',
            "pets.yaml:2 (/x-api)",
            'pattern "^[a-z][a-z0-9_]*$"',
        ),
        "refusal without a body": (
            ("info:", "x-refusal: {status: /a}\ninfo:"),
            "x-refusal lacks body",
            "pets.yaml:3 (/x-refusal)",
            'required ["body"]',
        ),
        "production that is a text": (
            ("paths:", "servers: [{url: /, x-production: 'yes'}]\npaths:"),
            'x-production is "yes"',
            "pets.yaml:4 (/servers/0/x-production)",
            "boolean",
        ),
        "environment in small letters": (
            ("example: 1", "x-environment: import_id"),
            'x-environment is "import_id"',
            "pets.yaml:9 (/paths/~1pets~1{id}/get/parameters/0/x-environment)",
            'pattern "^[A-Z][A-Z0-9_]*$"',
        ),
        "default example that is a number": (
            (SCHEMA, f"{SCHEMA}\n              x-default-example: 5"),
            "x-default-example is 5",
            f"pets.yaml:16 ({MEDIA}/x-default-example)",
            "string",
        ),
        "discrepancy of another form": (
            ("example: 1", "x-discrepancy: P-9"),
            'x-discrepancy is "P-9"',
            "pets.yaml:9 (/paths/~1pets~1{id}/get/parameters/0/x-discrepancy)",
            r'pattern "^[a-z][a-z0-9_]*\\.[a-z0-9]+(-[a-z0-9]+)*$"',
        ),
    },
)
def test_invalid_extensions_are_reported_with_line_and_allowed_values(
    tmp_path, change, what, where, allowed
):
    """Our own extensions are validated as strictly as OpenAPI's keys."""
    error = refused(tmp_path, change)

    assert isinstance(error, ExtensionError)
    assert (error.what, error.where, error.allowed) == (what, where, allowed)


def test_every_extension_has_a_wrong_case_above():
    """A new extension needs a test of its message."""
    text = (files("openapi") / "schemas" / "vocabulary.yaml").read_text("utf-8")
    names = {name for name in parse_yaml(text, file="v").tree["$defs"] if name.startswith("x-")}
    table = test_invalid_extensions_are_reported_with_line_and_allowed_values.pytestmark[0].args[1]

    assert names == {what.split()[0] for _, what, _, _ in table}


@cases(
    "change, key, meant",
    {
        "rules": ((NAME, "{x-rule: []}"), "x-rule", "x-rules"),
        "pagination": (
            (OPERATION, f"{OPERATION}\n      x-paginaton: {{}}"),
            "x-paginaton",
            "x-pagination",
        ),
        "capitals": ((OPERATION, f"{OPERATION}\n      x-Polling: {{}}"), "x-Polling", "x-polling"),
    },
)
def test_misspelt_extensions_are_not_ignored(tmp_path, change, key, meant):
    """A rule under `x-rule` would silently never be evaluated."""
    error = refused(tmp_path, change)

    assert error.what == f"there is no extension {key!r}; did you mean {meant!r}?"


@cases(
    "change, what, allowed",
    {
        "pagination of a path": (
            ("/pets/{id}:", "/pets/{id}:\n    x-pagination: {}"),
            "x-pagination is not read in this place",
            "in objects of kind Operation",
        ),
        "rules of an operation": (
            (OPERATION, f"{OPERATION}\n      x-rules: []"),
            "x-rules is not read in this place",
            "in objects of kind Schema",
        ),
        "environment of a server": (
            ("paths:", "servers: [{url: /, x-environment: A}]\npaths:"),
            "x-environment is not read in this place",
            "in objects of kind Parameter or SecurityScheme",
        ),
    },
)
def test_extensions_in_other_places_are_not_ignored(tmp_path, change, what, allowed):
    """An extension in a place where it is not read is a mistake."""
    error = refused(tmp_path, change)

    assert (error.what, error.allowed) == (what, allowed)


def test_unknown_extensions_are_allowed(tmp_path):
    """A key that is unlike ours is not validated."""
    text = changed((OPERATION, f"{OPERATION}\n      x-codeSamples: [{{lang: sh}}]"))

    assert load(tmp_path, text).operations


def test_payloads_may_contain_our_keys(tmp_path):
    """An `x-rules` in an example is data, not a rule."""
    example = "{summary: x, value: {x-rules: 5, a: {x-source: {}}}}"
    text = changed((SCHEMA, f"{{}}\n              examples: {{one: {example}}}"))

    assert load(tmp_path, text).operations[0].success.media_type().examples[0].value["x-rules"] == 5


REGISTER = {
    "discrepancies": [
        {
            "id": "pets.name",
            "number": "T-1",
            "title": "A name",
            "sides": [{"says": "x"}],
            "ruling": "y",
            "severity": "info",
            "default": "a",
            "readings": {
                "a": {"summary": "x"},
                "b": {"summary": "y", "overlay": [{"at": "/a", "set": 1}]},
            },
        }
    ]
}


@cases(
    "change, what",
    {
        "two verbs": (
            {
                "readings": {
                    "a": {"summary": "x", "overlay": [{"at": "", "set": 1, "remove": True}]}
                }
            },
            "which matches more than one alternative",
        ),
        "no verb": (
            {"readings": {"a": {"summary": "x", "overlay": [{"at": ""}]}}},
            "lacks merge or set or remove",
        ),
        "no default": ({"default": None}, "/default is null"),
        "name of a reading": ({"readings": {"A b": {"summary": "x"}}}, '/readings is "A b"'),
        "no side": ({"sides": [{}]}, "/sides/0 lacks says"),
        "severity": ({"severity": "high"}, '/severity is "high"'),
    },
)
def test_registers_are_validated_too(change, what):
    """An invalid register is reported like an invalid document."""
    entry = {**REGISTER["discrepancies"][0], **change}
    file = parse_yaml(json.dumps({"discrepancies": [entry]}), file="discrepancies.yaml")

    with pytest.raises(ExtensionError) as caught:
        validate_discrepancies(file)

    assert caught.value.what.startswith("the register of discrepancies /discrepancies/0")
    assert what in caught.value.what


def test_a_valid_register_passes():
    """The base of the cases above is valid."""
    validate_discrepancies(parse_yaml(json.dumps(REGISTER), file="discrepancies.yaml"))
