"""Where a document can be read in two ways, one is chosen and the rest follows."""

import itertools
from datetime import UTC, datetime

import pytest

from openapi.contract import Discrepancy, OverlayAction, Reading, Severity
from openapi.errors import DocumentError, ReadingError
from openapi.loading.discrepancies import (
    apply_readings,
    check_reading_names,
    parse_discrepancies,
    resolve_readings,
)
from openapi.loading.document import load_contract, load_contracts, packaged_documents
from openapi.loading.yaml import parse_yaml
from openapi.rules.evaluation import RuleContext, evaluate_rules
from openapi.rules.outcome import Outcome
from openapi.schema.examples import documented_examples
from openapi.schema.validation import validator_for
from tests.acceptance.cases import cases

NOW = datetime(2026, 11, 21, tzinfo=UTC)
DOCUMENTS = {path.stem: path for path in packaged_documents()}
DISCREPANCIES = {
    contract.api: [entry for entry in contract.discrepancies if entry.readings]
    for contract in load_contracts()
}
COMBINATIONS = {
    " ".join(names): (api, dict(zip([entry.id for entry in entries], names, strict=True)))
    for api, entries in DISCREPANCIES.items()
    for names in itertools.product(
        *([reading.name for reading in entry.readings] for entry in entries)
    )
}


def entry(**changes):
    """Return a register entry with two readings."""
    facts = {
        "id": "things.name",
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
    return apply_readings(tree, [entry(readings=(other,))], {"things.name": "other"})


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
def test_every_combination_of_readings_holds(api, chosen):
    """Each loads, is OpenAPI 3.0, and its examples satisfy schema and error rules."""
    contract = load_contract(DOCUMENTS[api], readings=chosen)

    assert contract.chosen_readings == chosen
    for found in documented_examples(contract):
        default = found.example.name == found.media_type.default_example
        if default or not found.example.is_placeholder:
            explained = validator_for(found.media_type.schema).violations(found.example.value)
            assert explained == (), (chosen, found.example.name)
            status = int(found.response.status)
            assert broken(found.media_type, found.example.value, status) == [], chosen


@pytest.mark.parametrize("api", sorted(DISCREPANCIES))
def test_parameter_examples_hold_under_every_reading(api):
    """What a document calls an example of a parameter is a valid value of it."""
    for entry_ in DISCREPANCIES[api]:
        for reading in entry_.readings:
            contract = load_contract(DOCUMENTS[api], readings={entry_.id: reading.name})
            for parameter in contract.operations[0].parameters:
                assert parameter.examples
                assert all(map(validator_for(parameter.schema).is_valid, parameter.examples))


@pytest.mark.parametrize("api", sorted(DISCREPANCIES))
def test_every_reading_reads_differently(api):
    """A reading that changes nothing is no choice, and the default is the document as written."""
    written = load_contract(DOCUMENTS[api]).tree
    for entry_ in DISCREPANCIES[api]:
        for reading in entry_.readings:
            document = load_contract(DOCUMENTS[api], readings={entry_.id: reading.name}).tree
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
    """The contract could be read two ways here, so both can be chosen."""
    entries = {each.id: each for each in itertools.chain.from_iterable(DISCREPANCIES.values())}

    assert {reading.name for reading in entries[identity].readings} >= names


def test_the_register_is_complete():
    """Twenty discrepancies of the one page and twenty-four of the other, each once."""
    numbers = [entry_.number for contract in load_contracts() for entry_ in contract.discrepancies]

    assert sorted(numbers) == sorted(
        [f"P-{i}" for i in range(1, 21)] + [f"E-{i}" for i in range(1, 25)]
    )


def test_rules_belong_to_entries_that_exist():
    """Who is told of a discrepancy can look it up."""
    for contract in load_contracts():
        ids = {entry_.id for entry_ in contract.discrepancies}
        assert {rule.discrepancy for rule in contract.rules if rule.discrepancy} <= ids


def test_the_singular_spelling():
    """Under the table's spelling the example has the table's key, and its number."""
    contract = load_contract(DOCUMENTS["placewise"], readings={"placewise.payload-key": "singular"})

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
    """What an overlay does not name stays as it is, and so does the tree that was read."""
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
def test_overlays_that_lead_nowhere_are_refused(change, found):
    """A document and its register belong together; the entry's line is named."""
    with pytest.raises(DocumentError) as caught:
        overlaid({"a": {}}, change)

    assert caught.value.what == "the overlay of things.name=other points to no value"
    assert (caught.value.where, caught.value.found) == ("discrepancies.yaml:7", found)


def test_readings_that_are_not_chosen_change_nothing():
    """Only one reading of an entry is in force."""
    changed = Reading(name="other", overlay=(OverlayAction(pointer="/a", action="set", value=2),))
    entries = [entry(readings=(Reading(name="as-is"), changed))]

    assert apply_readings({"a": 1}, entries, {"things.name": "as-is"}) == {"a": 1}


def test_defaults_fill_what_nobody_chose():
    """An entry without readings has nothing to choose; wishes about others are left alone."""
    entries = [entry(), entry(id="things.silent", default="", readings=())]

    assert resolve_readings(entries, {"else.where": "x"}) == {"things.name": "as-is"}
    assert resolve_readings(entries, {"things.name": "other"}) == {"things.name": "other"}


def test_unknown_readings_lead_to_the_near_one():
    """A misspelt reading is named with what there is."""
    with pytest.raises(ReadingError) as caught:
        resolve_readings([entry()], {"things.name": "othr"})

    assert (
        caught.value.what == "reading 'othr' of things.name does not exist; did you mean 'other'?"
    )
    assert caught.value.allowed == "things.name=as-is, things.name=other"


@cases(
    "asked, hint",
    {
        "misspelt": ("things.nam", "; did you mean 'things.name'?"),
        "without readings": ("mute.word", ""),
    },
)
def test_unknown_discrepancies_are_refused(asked, hint):
    """Nothing is chosen in silence about something that is not there."""
    silent = entry(id="mute.word", default="", readings=())

    with pytest.raises(ReadingError) as caught:
        check_reading_names([entry(), silent], {asked: "x"})

    assert caught.value.what == f"there is no discrepancy {asked!r} with readings{hint}"
    assert caught.value.allowed == "things.name"


REGISTER = """\
discrepancies:
  - {id: things.name, number: T-1, title: x, sides: [], ruling: x, severity: info,
     default: DEFAULT, readings: {as-is: {summary: x}}}
  - {id: things.ID, number: T-2, title: x, sides: [], ruling: x, severity: info}
"""


@cases(
    "names, what, where",
    {
        "default": (("gone", "other"), "the default reading of 'things.name' does not exist", 3),
        "twice": (("as-is", "name"), "discrepancy 'things.name' is listed twice", 4),
    },
)
def test_registers_that_contradict_themselves(names, what, where):
    """An entry stands once, and its default is one of its readings."""
    text = REGISTER.replace("DEFAULT", names[0]).replace("ID", names[1])

    with pytest.raises(DocumentError) as caught:
        parse_discrepancies(parse_yaml(text, file="d.yaml"))

    assert (caught.value.what, caught.value.where) == (what, f"d.yaml:{where}")
