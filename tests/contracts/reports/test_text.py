"""Tests of the report for people."""

import re
from dataclasses import replace

import pytest

from contracts.reports.text import render
from contracts.results.verdict import Verdict
from openapi.contract import Severity
from openapi.rules.outcome import Outcome
from tests.contracts.example_report import (
    FOUND_ODD,
    FOUND_WRONG,
    LEFT_OUT,
    PROVED,
    SHOWN,
    UNPROVED,
    WRONG,
    report,
)

GOLDEN = """\
error    schema at /status  (showOrder) (x2), firm
         /status is "lost", allowed is "open", "done".
         values /status = "lost"
         says   shop_page 42 (documented)  shop.yaml:120
         case   required parameters only; answered 200
         try    curl -sS -i http://127.0.0.1:4010/v1/orders/7
warning  shop.total-is-even at /total  (showOrder), firm
         Does not hold: The total is even.
         values /total = 11
         says   shop.yaml:144
         ruling shop.odd-totals: An odd total passes with a warning.
         case   answered 200
         try    curl -sS -i http://127.0.0.1:4010/v1/orders/7

shop  showOrder  GET /v1/orders/{order_id}  FAIL, 5 requests
  fail           1: schema (1 of 2)
  warning        1: shop.total-is-even (1 of 1)
  not exercised  1: shop.done-does-not-fall
  pass           1 check
shop  createOrder  POST /v1/orders  LEFT OUT: it could change
examples of the documents: 2 valid, 1 only shown
coverage: 0 of 2 operations proved, 1 of 2 statuses seen, 1 of 1 parameter sent,
  1 of 2 enum values seen, 1 of 2 rules judged
read-only: 5 GET, 0 HEAD, 0 OPTIONS, 0 other; 1 host; 1.3 MB
FAILED: 1 operation, 1 error, 1 warning (ci, seed 1, 1.2 s)
next: contracts check shop=http://127.0.0.1:4010/v1 --profile ci --report html=contracts.html
"""


def test_the_whole_report():
    """Worst first, a verdict per rule, the proof, one summary line, the next command last."""
    assert render(report()) == GOLDEN


def test_a_strict_run_fails_the_operation_whose_warning_fails_it():
    """PASS above a FAILED run would leave its reason to be guessed; a known warning fails none."""
    odd = tuple(each for each in SHOWN.verdicts if each.rule != WRONG.rule)
    shown = replace(SHOWN, verdicts=odd)
    known = replace(FOUND_ODD, accepted="until 2026-12-31, me")

    assert "showOrder  GET /v1/orders/{order_id}  PASS" in render(
        report(operations=(shown,), findings=(FOUND_ODD,))
    )
    strict = render(report(operations=(shown,), findings=(FOUND_ODD,), is_strict=True))
    assert "showOrder  GET /v1/orders/{order_id}  FAIL" in strict
    assert "coverage: 0 of 1 operation proved" in strict
    assert "showOrder  GET /v1/orders/{order_id}  PASS" in render(
        report(operations=(shown,), findings=(known,), is_strict=True)
    )


def test_coverage_of_a_failing_server_is_no_proof():
    """An operation that fails is not counted as proved, whatever was sent to it."""
    assert "coverage: 0 of 2 operations proved, 1 of 2 statuses seen" in render(report())
    healthy = render(report(operations=(PROVED,), findings=()))
    assert "coverage: 1 of 1 operation proved" in healthy


def test_a_rule_that_an_option_would_exercise_names_it():
    """Who reads the report learns what to type."""
    missing = [
        Verdict(rule=rule, outcome=Outcome.NOT_EXERCISED, reason="needs --profile ci")
        for rule in ("invalid-refused", "no-reflection")
    ]
    shown = replace(PROVED, verdicts=(*PROVED.verdicts, *missing))

    assert "invalid-refused, no-reflection (needs --profile ci)" in render(
        report(operations=(shown,), findings=())
    )


def test_a_quiet_report_has_findings_and_the_result():
    """Nothing else is said."""
    lines = render(report(), is_quiet=True).splitlines()

    assert lines[0].startswith("error    schema")
    assert lines[-1].startswith("FAILED: ")
    assert not any(line.startswith(("shop  ", "read-only", "next")) for line in lines)


def test_a_quiet_report_says_why_an_operation_is_not_proved():
    """A run that fails without a finding is not left without a reason."""
    text = render(report(operations=(UNPROVED,), findings=()), is_quiet=True)

    assert text.startswith(f"  {UNPROVED.id}  not proved: {UNPROVED.unverified_reason}")
    assert text.splitlines()[-1].startswith("FAILED: ")


def test_a_clean_report_says_how_to_go_on():
    """After a pass, the next command is the more thorough one."""
    lines = render(report(operations=(PROVED,), findings=())).splitlines()

    assert lines[-2].startswith("passed: 1 operation, 0 errors, 0 warnings")
    assert lines[-1].endswith("--profile full")  # more thorough than ci


def test_an_operation_that_is_not_proved_says_what_to_do():
    """Missing credentials are reported in plain words."""
    unproved = replace(UNPROVED, advice="Give them with --header 'X-Token: …'.")
    text = render(report(operations=(unproved,), findings=()))

    assert "NOT EXERCISED" in text
    assert "credentials are missing. Give them with --header 'X-Token" in text
    assert "FAILED: 1 operation, 0 errors, 0 warnings, 1 not proved" in text


@pytest.mark.parametrize(
    ("advice", "options"),
    [
        ("Give them with --header 'X-Token: …'.", "--header 'X-Token: …'"),
        (
            "Give them with --header 'A: …' and --param b=… (or in A and B).",
            "--header 'A: …' --param b=…",
        ),
        ("Give them with --param key=… or --header 'A: …'.", "--param key=…"),
        ("", "--report html=contracts.html"),
    ],
)
def test_the_next_command_gives_the_credentials_that_are_missing(advice, options):
    """Another report of the same refusals would prove no more."""
    run = report(operations=(replace(UNPROVED, advice=advice),), findings=())

    assert render(run).splitlines()[-1].endswith(f" --profile ci {options}")


def many(count, **changes):
    """Return findings of as many rules."""
    return tuple(
        replace(FOUND_WRONG, finding=replace(FOUND_WRONG.finding, rule=f"r{n}", **changes))
        for n in range(count)
    )


@pytest.mark.parametrize("count", [3, 8, 30, 300])
def test_many_findings_still_fit_a_screen(count):
    """The worst in full, the others in fewer lines; the rest is counted, and none is lost."""
    text = render(report(findings=many(count)))

    shown = text.count("\nerror    r") + text.startswith("error    r")
    more = re.search(r"^and (\d+) more \((\d+) errors?\): --verbose or", text, re.MULTILINE)
    lines = text.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines[:-1])) <= 81
    assert text.startswith("error    r0 at /status  (showOrder) (x2), firm\n         /status is")
    assert shown + (int(more[1]) if more else 0) == count
    assert shown >= min(count, 15)


def test_many_operations_still_fit_a_screen():
    """They are counted, and findings keep their room; `--verbose` has each."""
    every = (*(replace(PROVED, id=f"op{n}") for n in range(40)), SHOWN)
    run = report(operations=every, findings=many(30))
    lines = render(run).splitlines()

    assert len(lines) <= 40
    assert any(line.startswith("operations: 1 FAIL, 40 PASS; --verbose") for line in lines)
    verbose = render(replace(run, is_verbose=True)).splitlines()
    assert any(line.startswith("shop  showOrder") and "FAIL" in line for line in verbose)
    assert sum(line.startswith("error") for line in verbose) == 30
    assert sum("curl" in line for line in verbose) == 30


def test_many_operations_that_are_not_proved_say_why():
    """Each reason is said once, the most frequent one first; rare ones are counted."""
    every = tuple(
        replace(UNPROVED, id=f"op{n}", advice=f"Give {max(n - 30, 0)}.") for n in range(40)
    )
    lines = render(report(operations=every, findings=())).splitlines()
    unproved = [line for line in lines if line.startswith("  op") or "more are" in line]

    assert unproved == [
        "  op0 and 30 more  not proved: every answer is 401: credentials are missing.",
        "  op31  not proved: every answer is 401: credentials are missing. Give 1.",
        "  op32  not proved: every answer is 401: credentials are missing. Give 2.",
        "  and 7 more are not proved",
    ]


def test_the_coverage_is_that_of_what_was_judged():
    """What was not judged is not counted, and the line says so."""
    every = (SHOWN, *(replace(UNPROVED, id=f"op{n}") for n in range(5)))
    [line] = [
        line
        for line in render(report(operations=every), is_quiet=False).splitlines()
        if line.startswith("coverage: ")
    ]

    assert line.startswith("coverage: 0 of 6 operations proved; of the 1 that were judged: ")


def test_one_fault_in_many_places_is_reported_in_full_once():
    """The others of its rule show their message, and no command."""
    places = tuple(
        replace(FOUND_WRONG, finding=replace(WRONG, pointer=f"/{n}", message="word " * 60))
        for n in range(4)
    )

    text = render(report(findings=places))

    assert text.count("curl -sS") == 1
    assert len(re.findall(r"^error    schema at /[123]  .*$", text, re.MULTILINE)) == 3
    assert max(len(line) for line in text.splitlines() if "contracts" not in line) <= 80


def test_a_rule_that_breaks_everywhere_hides_no_other():
    """Of errors, the first of each rule comes before the second of any; warnings come later."""
    places = tuple(
        replace(FOUND_WRONG, finding=replace(WRONG, pointer=f"/{n}")) for n in range(100)
    )

    lines = render(report(findings=(*places, *many(2), FOUND_ODD))).splitlines()

    heads = [line.split()[1] for line in lines if line.startswith("error")]
    assert heads[:4] == ["schema", "r0", "r1", "schema"]


def test_what_is_only_worth_knowing_takes_a_line():
    """An info does not push what fails the run off the screen."""
    text = render(report(findings=many(1, severity=Severity.INFO)))

    assert text.startswith('info     r0  (showOrder)  /status is "lost"')
    assert "curl" not in text


def test_notes_are_shown():
    """What did not go as planned is reported, and counted where it is much."""
    assert "and 6 more notes" in render(report(notes=("n",) * 9))
    assert "note  shop: nothing more was sent" in render(
        report(notes=("shop: nothing more was sent, because of this.",))
    )


def test_other_methods_are_counted_apart():
    """A run with --unsafe is not called read-only."""
    tally = report().tally
    unsafe = type(tally)(methods={"GET": 1, "POST": 2, "PUT": 1}, origins={"a": 2, "b": 2})

    text = render(report(operations=(LEFT_OUT,), tally=unsafe, is_unsafe=True))

    assert "sent: 1 GET, 0 HEAD, 0 OPTIONS, 3 other; 2 hosts; 0.0 MB" in text


def test_known_and_vanished_findings_take_one_line_each():
    """An accepted finding is shown with its expiry and reason, and does not fail the run."""
    known = replace(FOUND_WRONG, accepted="until 2026-12-31, me: SHOP-12")

    text = render(report(findings=(known,), resolved=("schema  (showOrder) 0: gone",)))

    assert text.startswith(
        "known    schema  (showOrder) until 2026-12-31, me: SHOP-12; "
        + known.finding.message
        + "\n"
        "vanished schema  (showOrder) 0: gone\n\n"
    )
    assert "passed: " in text
    assert "0 errors" in text


def test_an_operation_with_known_findings_only_passes():
    """Its line and its row say known, as the run passes; one with another error still fails."""
    known = replace(FOUND_WRONG, accepted="until 2026-12-31")
    operation = report().operations[0]

    text = render(report(findings=(known,)))
    both = render(report(findings=(known, replace(FOUND_WRONG, id="0"))))

    assert "/v1/orders/{order_id}  PASS, 1 known finding, 5 requests\n" in text
    assert "  known          1: schema (1 of 2)\n" in text
    assert "FAIL" not in text
    assert "/v1/orders/{order_id}  FAIL, 1 known finding, 5 requests\n" in both
    assert "  fail           1: schema (1 of 2)\n" in both
    assert "1 FAIL" not in render(report(operations=(operation,) * 15, findings=(known,)))


def test_a_witness_is_what_to_try():
    """Where the requests lie in a file, the line to run replays them."""
    found = replace(FOUND_WRONG, witness="my witnesses/w.json")

    text = render(report(findings=(found,)))

    assert "try    contracts replay 'my witnesses/w.json'\n" in text


def test_a_file_or_pipe_has_the_request_of_every_error_and_warning():
    """A log of CI has no screen: it shows each curl line without a second run."""
    found = (*many(15), FOUND_ODD)
    text = render(report(findings=found, is_cut=False))

    assert text.count("         try    curl") == 16
    assert text.count("         values ") == 16
    assert "more (" not in text


def test_a_file_or_pipe_is_bounded():
    """Hundreds of findings are counted, with where all of them are."""
    text = render(report(findings=many(100), is_cut=False))
    shown = text.count("         try    curl")

    assert 30 <= shown < 100
    assert f"and {100 - shown} more ({100 - shown} errors): --verbose or --report html=" in text


def test_a_quiet_report_that_shortens_findings_names_where_the_rest_is():
    """Quiet stays short, also in a file; it is not the end of the trail."""
    short = render(report(findings=many(15), is_cut=False), is_quiet=True)
    whole = render(report(findings=many(1), is_cut=False), is_quiet=True)

    assert len(short.splitlines()) <= 42
    assert "findings are shortened: --verbose or --report html=FILE shows all\n" in short
    assert "--verbose" not in whole
