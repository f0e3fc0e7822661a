"""Tests of the report for programs."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import contracts.reports
from contracts.reports.json import render
from contracts.results.merging.report_json import VERSION
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.example_report import FOUND_WRONG, LEFT_OUT, PROVED, UNPROVED, report
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.shop import ORDER, SPEC
from tests.contracts.shop_server import shop

SCHEMA = json.loads(
    Path(contracts.reports.__file__).with_name("report.schema.json").read_text(encoding="utf-8")
)


def read(**changes):
    """Return the report as a program reads it."""
    return json.loads(render(report(**changes)))


def test_it_has_a_version_and_a_verdict():
    """A program knows the shape, and the result."""
    assert (read()["version"], read()["verdict"], read()["exit_code"]) == (1, "fail", 1)
    assert read(operations=(PROVED,), findings=())["verdict"] == "pass"


def test_it_proves_what_was_sent():
    """Methods, hosts and bytes are there as numbers."""
    assert read()["traffic"] == {
        "read_only": True,
        "methods": {"GET": 5},
        "hosts": {"http://127.0.0.1:4010": 5},
        "received_bytes": 1300000,
        "refused": 0,
    }


def test_a_finding_has_everything():
    """Rule, severity, message, values, documented line, contract line, count, curl."""
    finding = read()["findings"][0]

    assert finding == {
        "id": "0123456789ab",
        "rule": "schema",
        "severity": "error",
        "confidence": "firm",
        "harm": "contract",
        "api": "shop",
        "operation": "showOrder",
        "message": '/status is "lost", allowed is "open", "done".',
        "pointer": "/status",
        "values": {"/status": '"lost"'},
        "expected": '"open", "done"',
        "source": "shop_page 42 (documented)",
        "contract": "shop.yaml:120",
        "discrepancy": None,
        "ruling": None,
        "overlay": None,
        "count": 2,
        "blamed": [],
        "operations": [
            {
                "id": "showOrder",
                "count": 2,
                "message": '/status is "lost", allowed is "open", "done".',
                "pointer": "/status",
                "status": 200,
                "curl": "curl -sS -i http://127.0.0.1:4010/v1/orders/7",
            }
        ],
        "status": 200,
        "case": "required parameters only",
        "curl": "curl -sS -i http://127.0.0.1:4010/v1/orders/7",
        "known": None,
        "witness": None,
        "exchanges": [],
        "decisive": None,
        "replay_options": [],
        "former_ids": [],
    }


def test_a_discrepancy_has_its_ruling():
    """A warning about a contradiction carries the register's entry."""
    finding = read()["findings"][1]

    assert finding["discrepancy"] == "shop.odd-totals"
    assert finding["ruling"] == "An odd total passes with a warning."


def test_every_rule_has_a_verdict():
    """Pass, fail or not exercised, with counts and the reason."""
    rules = read()["operations"][0]["rules"]

    assert [(rule["id"], rule["verdict"], rule["severity"]) for rule in rules] == [
        ("success-seen", "pass", None),
        ("schema", "fail", "error"),
        ("shop.total-is-even", "fail", "warning"),
        ("shop.done-does-not-fall", "not exercised", None),
    ]
    assert rules[3]["reason"] == "no resource is in both answers"


def test_operations_say_why_they_do_not_pass():
    """Left out, or not proved."""
    operations = read(operations=(UNPROVED, LEFT_OUT))["operations"]

    assert operations[0]["not_proved"] == "every answer is 401: credentials are missing"
    assert operations[1]["left_out"] == "it could change"


def test_what_was_met_is_listed():
    """Every status, parameter and word of an enum by name, with its line in the contract."""
    operations = read(operations=report().operations)["operations"]

    assert operations[0]["coverage"]["words"] == [
        {"name": '"open"', "met": True, "contract": "shop.yaml:120"},
        {"name": '"done"', "met": False, "contract": "shop.yaml:120"},
    ]


def closed(schema):
    """Return the schema with objects that have no other keys than those that it names."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if "properties" in schema else inner


def problems(document, place="report"):
    """Return what is wrong with a document, new keys included."""
    schema = {**closed(SCHEMA), "$ref": f"#/$defs/{place}"}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def test_the_schema_is_one():
    """It is a schema, of the version that is written, and no object of it is left open."""
    Draft202012Validator.check_schema(SCHEMA)

    assert SCHEMA["$defs"]["report"]["properties"]["version"] == {"const": VERSION}
    assert all(
        set(each["required"]) >= set(each["properties"]) - {"body", "version", "fresh"}
        for name, each in SCHEMA["$defs"].items()
        if "properties" in each
    )


@pytest.mark.parametrize(
    "changes",
    [{}, {"operations": (UNPROVED, LEFT_OUT)}, {"findings": (), "operations": (PROVED,)},
     {"findings": (replace(FOUND_WRONG, accepted="until 2026-12-31"),), "resolved": ("a",)}],
)  # fmt: skip
def test_every_report_is_valid(changes):
    """The report of every run is valid by the schema."""
    assert problems(read(**changes)) == []


def test_what_is_not_in_the_schema_is_noticed():
    """The schema is no decoration: a key more, a key less or another type breaks it."""
    whole = read()

    assert problems({**whole, "more": 1}) != []
    assert problems({key: value for key, value in whole.items() if key != "notes"}) != []
    assert problems({**whole, "seed": "1"}) != []
    assert problems({**whole, "findings": [{**whole["findings"][0], "count": 0}]}) != []


def odd(_seen, reply):
    """Answer with bytes, silence, a wrong status and a status that is none."""
    if reply.body == ORDER:
        return replace(reply, body={**ORDER, "status": "lost\ud800", "total": 11})
    return Reply(body=b"\xff\x00") if "orders" in reply.body else reply


def test_reports_and_witnesses_of_a_real_run_are_valid(tmp_path):
    """What comes from a server that answers oddly is valid too, its exchanges included."""
    with serve(shop(odd)) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(SPEC,),
            profile=PROFILES["smoke"],
            witnesses=tmp_path,
        )
        document = json.loads(render(check(settings, HastyClock())))
    witnesses = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()]

    assert any(found["exchanges"] for found in document["findings"])
    assert problems(document) == []
    assert len(witnesses) >= 2
    assert [problems(witness, "witness") for witness in witnesses] == [[]] * len(witnesses)
