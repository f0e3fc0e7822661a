"""Tests of the report for programs."""

import json

from contracts.reports.json import render
from tests.contracts.sample import LEFT_OUT, PROVED, UNPROVED, report


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
        "count": 2,
        "status": 200,
        "case": "required parameters only",
        "curl": "curl -sS -i http://127.0.0.1:4010/v1/orders/7",
        "known": None,
        "witness": None,
        "exchanges": [],
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
    assert rules[3]["reason"] == "nothing in both answers"


def test_operations_say_why_they_do_not_pass():
    """Left out, or not proved."""
    operations = read(operations=(UNPROVED, LEFT_OUT))["operations"]

    assert operations[0]["not_proved"] == "every answer is 401: credentials are missing"
    assert operations[1]["left_out"] == "it could change"
