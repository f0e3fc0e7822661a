"""The readings of discrepancies change the document."""

import itertools
from datetime import UTC, datetime
from functools import cache

import pytest

from openapi.contract import Discrepancy, OverlayAction, Reading, Severity
from openapi.errors import DocumentError, ReadingError
from openapi.loading.complaints import Complaints
from openapi.loading.discrepancies import (
    apply_readings,
    check_reading_names,
    parse_discrepancies,
    resolve_readings,
)
from openapi.loading.document import LENIENT, load_with_complaints, packaged_documents
from openapi.loading.yaml import parse_yaml
from openapi.rules.evaluation import RuleContext, evaluate_rules
from openapi.rules.outcome import Outcome
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases
from tests.packaged import packaged_contracts

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DOCUMENTS = {path.stem: path for path in packaged_documents()}
DISCREPANCIES = {
    contract.api: [entry for entry in contract.discrepancies if entry.readings]
    for contract in packaged_contracts()
}
COMBINATIONS = {
    " ".join(names): (api, dict(zip([entry.id for entry in entries], names, strict=True)))
    for api, entries in DISCREPANCIES.items()
    for names in itertools.product(
        *([reading.name for reading in entry.readings] for entry in entries)
    )
}


REGISTERS = {}
"""Registers that were read before; a command reads that of its documents once as well."""


def loaded(api, chosen):
    """Return a packaged contract under the chosen readings."""
    complaints = Complaints(is_strict=False)
    return load_with_complaints(DOCUMENTS[api], chosen, REGISTERS, LENIENT, complaints)


@cache
def under(api, discrepancy, reading):
    """Return a packaged contract under one reading."""
    return loaded(api, {discrepancy: reading})


def entry(**changes):
    """Return a register entry with two readings."""
    facts = {
        "id": "pets.name",
        "number": "T-1",
        "title": "A name",
        "sides": (),
        "decision": "x",
        "severity": Severity.INFO,
        "default": "as-is",
        "readings": (Reading(name="as-is"), Reading(name="other")),
        "line": 7,
    }
    return Discrepancy(**{**facts, **changes})


def overlaid(tree, *changes):
    """Return a tree under a reading of these changes."""
    other = Reading(
        name="other",
        overlay=tuple(OverlayAction(pointer=a, action=v, value=x) for a, v, x in changes),
    )
    return apply_readings(tree, [entry(readings=(other,))], {"pets.name": "other"})


def broken(media, value, status):
    """Return the ids of the error rules that a body breaks."""
    request = {"method": "GET", "path": {}, "query": {}, "header": {}}
    context = RuleContext(request=request, response={"status": status, "header": {}}, now=NOW)
    return [
        result.rule.id
        for result in evaluate_rules(media.rules, value, context)
        if result.outcome is Outcome.FAIL and result.rule.severity is Severity.ERROR
    ]


@cases("api, chosen", COMBINATIONS)
def test_every_combination_of_readings_is_valid(api, chosen):
    """Each one loads, is OpenAPI 3.0, and its examples satisfy schema and error rules."""
    contract = loaded(api, chosen)

    assert contract.chosen_readings == chosen
    for found in documented_examples(contract):
        default = found.example.name == found.media_type.default_example
        if default or not found.example.is_placeholder:
            explained = validator_for(found.media_type.schema).violations(found.example.value)
            assert explained == (), (chosen, found.example.name)
            status = int(found.response.status)
            assert broken(found.media_type, found.example.value, status) == [], chosen


@pytest.mark.parametrize("api", sorted(DISCREPANCIES))
def test_parameter_examples_are_valid_under_every_reading(api):
    """The example of a parameter is a valid value of it."""
    for entry_ in DISCREPANCIES[api]:
        for reading in entry_.readings:
            contract = under(api, entry_.id, reading.name)
            for parameter in contract.operations[0].parameters:
                assert parameter.examples
                assert all(map(validator_for(parameter.schema).is_valid, parameter.examples))


@pytest.mark.parametrize("api", sorted(DISCREPANCIES))
def test_every_reading_changes_the_document(api):
    """Only the default reading leaves the document unchanged."""
    written = loaded(api, {}).tree
    for entry_ in DISCREPANCIES[api]:
        for reading in entry_.readings:
            document = under(api, entry_.id, reading.name).tree
            assert (document == written) == (reading.name == entry_.default), reading.name


@cases(
    "identity, names",
    {
        "P-1": ("placewise.payload-key", {"plural", "singular", "both"}),
        "P-2": ("placewise.placeholder-body", {"full", "placeholder"}),
        "P-9": ("placewise.import-id-type", {"integer", "string"}),
        "P-11": ("placewise.bulk-status-set", {"five", "four"}),
        "E-6": ("elastic_path.error-status-type", {"string", "number"}),
        "E-10": ("elastic_path.required-id", {"optional", "required"}),
        "E-19": ("elastic_path.record-keys", {"documented", "today"}),
    },
)
def test_readings_that_must_be_there(identity, names):
    """Contradictions with two useful readings offer both."""
    entries = {each.id: each for each in itertools.chain.from_iterable(DISCREPANCIES.values())}

    assert {reading.name for reading in entries[identity].readings} >= names


def test_the_register_is_complete():
    """The register has twenty entries for one page and twenty-four for the other."""
    numbers = [
        entry_.number for contract in packaged_contracts() for entry_ in contract.discrepancies
    ]

    assert sorted(numbers) == sorted(
        [f"P-{i}" for i in range(1, 21)] + [f"E-{i}" for i in range(1, 25)]
    )


def test_rules_belong_to_entries_that_exist():
    """A discrepancy that a rule names exists in the register."""
    for contract in packaged_contracts():
        ids = {entry_.id for entry_ in contract.discrepancies}
        assert {rule.discrepancy for rule in contract.rules if rule.discrepancy} <= ids


def test_the_singular_spelling():
    """Under the reading of the table, the example has the table's key with the same number."""
    contract = under("placewise", "placewise.payload-key", "singular")

    value = contract.operations[0].success.media_type().example().value

    assert value["members_in_payload_number"] == 4000
    assert "members_in_payloads_number" not in value


@cases(
    "change, result",
    {
        "set": (("/a/b", "set", 9), {"a": {"b": 9, "c": [1, 2]}}),
        "set a new key": (("/a/d", "set", 9), {"a": {"b": 1, "c": [1, 2], "d": 9}}),
        "set an item": (("/a/c/0", "set", 9), {"a": {"b": 1, "c": [9, 2]}}),
        "merge": (("/a", "merge", {"b": None, "d": 2}), {"a": {"c": [1, 2], "d": 2}}),
        "remove": (("/a/c", "remove", True), {"a": {"b": 1}}),
        "remove an item": (("/a/c/0", "remove", True), {"a": {"b": 1, "c": [2]}}),
    },
)
def test_overlays_change_one_place(change, result):
    """Other values are unchanged, and so is the original tree."""
    tree = {"a": {"b": 1, "c": [1, 2]}}

    assert overlaid(tree, change) == result
    assert tree == {"a": {"b": 1, "c": [1, 2]}}


def test_overlays_are_applied_in_order():
    """A later change sees the earlier one."""
    assert overlaid({"a": 1}, ("/b", "set", {}), ("/b/c", "set", 2)) == {"a": 1, "b": {"c": 2}}


@cases(
    "change, found",
    {
        "set": (("/x/y", "set", 1), "set at /x/y (no 'x')"),
        "merge": (("/x", "merge", {}), "merge at /x (no 'x')"),
        "remove": (("/a/x", "remove", True), "remove at /a/x (no 'x')"),
    },
)
def test_overlays_of_missing_values_are_refused(change, found):
    """The error names the line of the register's entry."""
    with pytest.raises(DocumentError) as caught:
        overlaid({"a": {}}, change)

    assert caught.value.what == "the overlay of pets.name=other points to no value"
    assert (caught.value.where, caught.value.found) == ("discrepancies.yaml:7", found)


def test_readings_that_are_not_chosen_change_nothing():
    """Only the chosen reading of an entry is applied."""
    changed = Reading(name="other", overlay=(OverlayAction(pointer="/a", action="set", value=2),))
    entries = [entry(readings=(Reading(name="as-is"), changed))]

    assert apply_readings({"a": 1}, entries, {"pets.name": "as-is"}) == {"a": 1}


def test_defaults_are_used_for_entries_without_a_choice():
    """Entries without readings have no choice; choices for other APIs are ignored."""
    entries = [entry(), entry(id="pets.silent", default="", readings=())]

    assert resolve_readings(entries, {"else.where": "x"}) == {"pets.name": "as-is"}
    assert resolve_readings(entries, {"pets.name": "other"}) == {"pets.name": "other"}


def test_unknown_readings_are_refused_with_the_nearest():
    """A misspelt reading is reported with the existing ones."""
    with pytest.raises(ReadingError) as caught:
        resolve_readings([entry()], {"pets.name": "othr"})

    assert caught.value.what == "reading 'othr' of pets.name does not exist; did you mean 'other'?"
    assert caught.value.allowed == "pets.name=as-is, pets.name=other"


@cases(
    "asked, hint",
    {
        "misspelt": ("pets.nam", "; did you mean 'pets.name'?"),
        "without readings": ("mute.word", ""),
    },
)
def test_unknown_discrepancies_are_refused(asked, hint):
    """A choice for a discrepancy that does not exist is not ignored."""
    silent = entry(id="mute.word", default="", readings=())

    with pytest.raises(ReadingError) as caught:
        check_reading_names([entry(), silent], {asked: "x"})

    assert caught.value.what == f"there is no discrepancy {asked!r} with readings{hint}"
    assert caught.value.allowed == "pets.name"


REGISTER = """\
discrepancies:
  - {id: pets.name, number: T-1, title: x, sides: [], ruling: x, severity: info,
     default: DEFAULT, readings: {as-is: {summary: x}}}
  - {id: pets.ID, number: T-2, title: x, sides: [], ruling: x, severity: info}
"""


@cases(
    "names, what, where",
    {
        "default": (("gone", "other"), "the default reading of 'pets.name' does not exist", 3),
        "twice": (("as-is", "name"), "discrepancy 'pets.name' is listed twice", 4),
    },
)
def test_registers_that_contradict_themselves(names, what, where):
    """An entry is listed once, and its default is one of its readings."""
    text = REGISTER.replace("DEFAULT", names[0]).replace("ID", names[1])

    with pytest.raises(DocumentError) as caught:
        parse_discrepancies(parse_yaml(text, file="d.yaml"))

    assert (caught.value.what, caught.value.where) == (what, f"d.yaml:{where}")
