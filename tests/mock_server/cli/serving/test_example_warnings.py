"""Examples that contradict their own schema are named at start."""

from pathlib import Path

import pytest

from mock_server.cli.serving import example_warnings as example_warnings_module
from mock_server.cli.serving.example_warnings import MAX_CHECKED, MAX_SHOWN, example_warnings
from mock_server.cli.serving.serve import finish_start
from mock_server.settings import Settings

PATHS = """
paths:
  /x:
    get:
      responses:
        '200':
          description: x
          content:
            application/json: {schema: {type: object}, examples: {%s}}
"""


def examples(*values):
    """Return the YAML of examples called e0, e1 and so on."""
    return PATHS % ", ".join(f"e{at}: {{value: {value}}}" for at, value in enumerate(values))


def test_an_example_that_contradicts_its_schema_is_named(contract_from):
    """The line says where it is, what it is and what is allowed."""
    contract = contract_from(examples("{}", 123))

    assert example_warnings([contract]) == [
        "Warning   1 example contradicts its schema:",
        "  GET /x 200 e1: the value is 123, allowed is object",
    ]


def test_every_fault_of_an_example_is_named(contract_from):
    """A user who corrects what is named has corrected the example."""
    schema = "{type: object, properties: {a: {type: string}, b: {enum: [1, 2]}}}"
    contract = contract_from(examples("{a: 5, b: 3}").replace("{type: object}", schema))

    assert example_warnings([contract])[1] == (
        "  GET /x 200 e0: /a is 5, allowed is string; /b is 3, allowed is 1, 2"
    )


@pytest.mark.parametrize("specs", [(), (Path("x.yaml"),)])
def test_warnings_about_a_users_documents_come_after_the_start(contract_from, specs):
    """The first answers do not wait for them; the packaged examples are not looked at."""
    said = []

    finish_start([contract_from(examples("{}", 123))], Settings(specs=specs), said.append)

    assert ["GET /x 200 e1: the value is 123" in text for text in said] == [True] * len(specs)


def test_only_some_are_named_and_checked(contract_from):
    """Large documents start as fast as others; the rest is for `contracts lint`."""
    contract = contract_from(examples(*range(MAX_CHECKED + 5)))

    lines = example_warnings([contract])

    assert lines[0] == (
        f"Warning   {MAX_CHECKED} examples contradict schemas among the first {MAX_CHECKED}:"
    )
    assert len(lines) == MAX_SHOWN + 2
    assert lines[-1] == f"  and {MAX_CHECKED - MAX_SHOWN} more; contracts lint names all"


def test_the_command_that_names_all_is_named(contract_from):
    """Also where every example was checked; nothing is to be found where each is named."""
    names_all = "contracts lint names all"

    assert names_all in example_warnings([contract_from(examples(1, 2, 3, 4))])[-1]
    assert names_all not in "".join(example_warnings([contract_from(examples(1, 2, 3))]))


EMPTY = "{type: object, required: [a], properties: {a: {type: string, minLength: 2, maxLength: 1}}}"


def test_an_answer_without_any_value_is_named(contract_from):
    """A user need not ask for it to see that it is refused, and why."""
    content = f"content: {{application/json: {{schema: {EMPTY}}}}}"
    contract = contract_from(
        f"paths: {{/x: {{get: {{responses: {{'200': {{description: x, {content}}}}}}}}}}}"
    )

    title, line = example_warnings([contract])

    assert title == "Warning   1 answer has no example, and no value was found:"
    assert line.startswith("  GET /x 200: no example can be derived for ")


def test_large_documents_are_checked_for_a_second(contract_from, monkeypatch):
    """Some schemas take long; the server answers meanwhile."""
    monkeypatch.setattr(example_warnings_module, "MAX_SECONDS", 0.0)

    assert example_warnings([contract_from(examples(1, 2))]) == []


def test_valid_examples_are_no_reason_for_a_line(packaged, contract_from):
    """A document whose examples are valid starts without a warning."""
    assert example_warnings([*packaged, contract_from(examples("{}"))]) == []


def test_an_example_elsewhere_is_named(contract_from):
    """What is never fetched is said at start, not only where it is missing."""
    far = "https://example.com/e.json"
    contract = contract_from(PATHS % f"far: {{externalValue: '{far}'}}")

    assert example_warnings([contract]) == [
        "Warning   1 example is elsewhere and not read:",
        f"  GET /x 200: {far}",
    ]
