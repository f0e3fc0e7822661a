"""Tests of the advice on operations that are not proved."""

from dataclasses import replace

import pytest

from contracts.explain import advice as advice_module
from contracts.explain.advice import advice_on, with_known_reasons
from contracts.results.report import OperationReport, unproved_by
from contracts.results.verdict import NOTHING_SEEN, Verdict
from contracts.run.judging import empty_report
from contracts.run.settings.profiles import ACCESS, ALL_PROBES, PROBES_OF_PROFILES, QUICK_PROBES
from openapi.contract import Location
from openapi.contract.document import SecurityScheme
from openapi.rules.outcome import Outcome
from tests.contracts.shop import SHOP, operation

MISSING = "every answer is 401: credentials are missing"


def advice(reason, *schemes, security=()):
    """Return the advice on an operation that is not proved for this reason."""
    named = {scheme.name: scheme for scheme in schemes}
    contract = replace(SHOP, security_schemes=named)
    wanted = replace(operation("showOrder"), security=security or (tuple(named),))
    return advice_on(unproved_by(empty_report(contract, wanted), reason), contract, wanted)


@pytest.mark.parametrize(
    ("scheme", "option"),
    [
        (
            SecurityScheme(name="k", type="apiKey", parameter="X-API-Key"),
            "--header 'X-API-Key: …'",
        ),
        (
            SecurityScheme(name="k", type="apiKey", parameter="key", location=Location.QUERY),
            "--param key=…",
        ),
        (
            SecurityScheme(name="k", type="apiKey", parameter="sid", location=Location.COOKIE),
            "--param sid=…",
        ),
        (
            SecurityScheme(name="k", type="http", scheme="basic", environment="LOGIN"),
            "--header 'Authorization: Basic …' (or in LOGIN)",
        ),
        (SecurityScheme(name="k", type="oauth2"), "--header 'Authorization: Bearer …'"),
    ],
)
def test_credentials_are_asked_for_by_the_names_of_the_document(scheme, option):
    """A reader need not look up which header or parameter it is."""
    assert advice(MISSING, scheme) == f"Give them with {option}."


def test_alternatives_are_all_named():
    """Two keys together, or another one."""
    keys = [
        SecurityScheme(name=name, type="apiKey", parameter=f"X-{name.upper()}") for name in "abc"
    ]

    assert advice(MISSING, *keys, security=(("a", "b"), ("c",))) == (
        "Give them with --header 'X-A: …' and --header 'X-B: …' or --header 'X-C: …'."
    )


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("every answer is 404: no existing orderId is known", "--param orderId=VALUE"),
        ("every answer is 400: no existing file is known; it says: no", "--param file=VALUE"),
        ("no request was made: the run has sent the 9 requests that it may (--max-requests)",
         "Raise the limit"),
        ("the server was busy every time", "--rate"),
        ("the run was interrupted (SIGTERM)", "to its end"),
    ],
)  # fmt: skip
def test_the_option_that_helps_is_named(reason, word):
    """What another run would need to come further."""
    assert word in advice(reason)


def test_running_again_is_not_advised_where_it_gives_the_same():
    """A request that cannot be made is not made by the next run."""
    assert advice("no request was made: no documented request can be made (x)") == ""


def reasons(probes, **of_rules):
    """Return the reasons in the report for verdicts with these reasons."""
    verdicts = tuple(
        Verdict(rule=rule.replace("_", "-"), outcome=Outcome.NOT_EXERCISED, reason=reason)
        for rule, reason in of_rules.items()
    )
    report = OperationReport(api="shop", id="a", method="GET", path="/a", verdicts=verdicts)
    return {
        each.rule: each.reason
        for each in with_known_reasons(report, probes, PROBES_OF_PROFILES).verdicts
    }


@pytest.mark.parametrize(
    ("probes", "rule", "reason"),
    [
        (QUICK_PROBES, "invalid-refused", "needs --profile ci"),
        (QUICK_PROBES, "no-reflection", "needs --profile ci"),
        (ALL_PROBES, "invalid-refused", NOTHING_SEEN),
        (ALL_PROBES - {ACCESS}, "access-enforced", "needs --probe-access for a remote server"),
        (ALL_PROBES, "access-enforced", NOTHING_SEEN),
        (frozenset(), "shop.a-rule", NOTHING_SEEN),
    ],
)
def test_missing_probe_is_named_by_its_option(probes, rule, reason):
    """The reason names the option that runs the missing probe."""
    assert reasons(probes, **{rule: NOTHING_SEEN}) == {rule: reason}


def test_missing_success_is_named_with_its_reason():
    """The reason of success-seen, such as missing credentials, is repeated."""
    found = reasons(ALL_PROBES, success_seen="without credentials", schema=NOTHING_SEEN)

    assert found == {
        "success-seen": "without credentials",
        "schema": "no success was seen: without credentials",
    }


def test_nothing_seen_is_said_once():
    """Where nothing at all was seen, that is the whole reason of each rule."""
    found = reasons(ALL_PROBES, success_seen=NOTHING_SEEN, schema=NOTHING_SEEN)

    assert set(found.values()) == {NOTHING_SEEN}


def test_reason_of_a_check_is_kept():
    """A reason that a check gave itself is more exact."""
    assert reasons(QUICK_PROBES, invalid_refused="freedom") == {"invalid-refused": "freedom"}


def test_the_probes_of_a_rule_are_looked_for_once(monkeypatch):
    """Thousands of operations have the same rules."""
    looks = []
    monkeypatch.setattr(advice_module, "_missing_probe", lambda *given: looks.append(given) or "")
    probes = frozenset({"a probe of this test"})
    for _ in range(50):
        reasons(probes, schema=NOTHING_SEEN, invalid_refused=NOTHING_SEEN)
    rules = [rule for rule, *_ in looks]

    assert len(rules) == len(set(rules)) > 0
