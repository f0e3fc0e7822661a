"""Tests of: required headers are present, and documented headers are valid."""

import pytest

from contracts.checks.responses.response_headers import check
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from openapi.loading.document import load_contract
from tests.contracts.shop import JSON_TYPE, evidence, exchange, observe, said


def test_a_valid_header_passes():
    """A documented header with a valid value passes."""
    assert said(check(evidence(exchange()))) == ["pass"]


def test_a_missing_required_header_is_found():
    """A required header must be present."""
    assert said(check(evidence(exchange(headers=JSON_TYPE)))) == [
        "error: The header X-Count is missing."
    ]


@pytest.mark.parametrize("value", ["three", "-1", ""])
def test_an_invalid_value_is_found(value):
    """A header's value is judged by its schema."""
    found = said(check(evidence(exchange(headers=(*JSON_TYPE, ("X-Count", value))))))

    assert found[0].startswith("error: The header X-Count is ")


def test_statuses_of_http_need_no_header_of_the_default_answer(tmp_path):
    """`default` describes the API; a 304 and a 406 may come from what is before it."""
    document = tmp_path / "api.yaml"
    document.write_text(
        LISTS.replace('"200"', "default").replace("schema:", "required: true, schema:")
    )
    contract = load_contract(document)
    answers = [
        exchange("/a", b"", status=status, headers=(), made_for="a", sent=())
        for status in (304, 406, 302)
    ]

    found = [
        said(
            check(Evidence(contract=contract, operation=contract.operations[0], observations=seen))
        )
        for seen in (tuple(observe(each, contract=contract)) for each in answers)
    ]

    assert found == [[], [], ["error: The header X-List is missing."]]


@pytest.mark.parametrize("value", ["$X_COUNT_HIDDEN", "[REDACTED]"])
def test_a_value_that_a_recording_hides_is_not_judged(value):
    """A recording of a run, or another program, has written something else in its place."""
    found = said(check(evidence(exchange(headers=(*JSON_TYPE, ("X-Count", value))))))

    assert found == ["not exercised: the recording hides the header X-Count"]


def test_other_headers_are_free():
    """An undocumented header may be sent."""
    headers = (*JSON_TYPE, ("X-Count", "0"), ("X-Other", "any value"))

    assert said(check(evidence(exchange(headers=headers)))) == ["pass"]


LISTS = """openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: a
      responses:
        "200":
          description: ok
          headers:
            X-List: {schema: {type: array, items: {type: integer, maximum: 9}, maxItems: 3}}
"""


def listed(tmp_path, *values, document=LISTS):
    """Return the results for an answer with these lines of a documented header."""
    path = tmp_path / "lists.yaml"
    path.write_text(document, encoding="utf-8")
    contract = load_contract(path)
    headers = tuple(("X-List", value) for value in values)
    seen = Observer(contract).observe(exchange("/a", b"", made_for="a", headers=headers, sent=()))
    return said(check(Evidence(contract=contract, operation=seen.operation, observations=(seen,))))


@pytest.mark.parametrize("values", [("1",), ("1,2, 3",), ("1", "2"), ("",), ('"1,b"',)])
def test_a_list_of_valid_items_passes(tmp_path, values):
    """With spaces, on several lines, or empty; quoted text is not judged."""
    assert listed(tmp_path, *values) == ["pass"]


@pytest.mark.parametrize(
    ("values", "why"),
    [(("1,b",), 'has the item "b"'), (("1", "b"), 'has the item "b"'), (("10",), "allowed is ")],
)
def test_each_item_of_a_list_is_judged(tmp_path, values, why):
    """By its type and by its schema."""
    [found] = listed(tmp_path, *values)

    assert found.startswith("error: The header X-List is ")
    assert why in found


def test_the_length_of_a_list_is_judged(tmp_path):
    """By the schema of the list."""
    [found] = listed(tmp_path, "1,2,3,4")

    assert found.startswith("error: The header X-List is ")


@pytest.mark.parametrize(
    ("value", "severity"), [("see below? /a", "warning"), ("see below", "error")]
)
def test_a_documented_example_that_is_invalid_accuses_the_document(tmp_path, value, severity):
    """A server that sends what the document shows is not wrong; line breaks cannot be sent."""
    shown = '{example: "see below\\n /a\\n", schema: {type: string, format: uri}}'
    document = LISTS.partition("X-List: ")[0] + f"X-List: {shown}\n"

    [found] = listed(tmp_path, value, document=document)

    assert found.startswith(f"{severity}: The header X-List is ")
