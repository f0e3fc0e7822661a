"""Tests of the report for CI servers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from contracts.reports import junit
from contracts.reports.junit import render
from contracts.results.finding import Occurrence
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


@pytest.fixture(scope="module")
def jenkins():
    """The schema of Jenkins' xUnit plugin."""
    import xmlschema  # noqa: PLC0415 - slow to import, for one test

    return xmlschema.XMLSchema10(
        Path(__file__).parents[2] / "fixtures" / "consumers" / "junit-10.xsd"
    )


def read(**changes):
    """Return the XML's root."""
    return fromstring(render(report(**changes)))  # noqa: S314 - our own text


def cases(root):
    """Return the state of each case by its name."""
    return {
        case.get("name"): next((child.tag for child in case), "passed")
        for case in root.iter("testcase")
    }


def test_one_case_per_operation_and_rule():
    """Errors fail, warnings are noted, what was not judged is skipped."""
    assert cases(read()) == {
        "success-seen": "passed",
        "schema": "failure",
        "shop.total-is-even": "system-out",
        "shop.done-does-not-fall": "skipped",
        "operation": "skipped",
    }


def test_numbers_agree():
    """CI servers show the sums."""
    root = read()

    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["5", "1", "0"]
    assert [suite.get("skipped") for suite in root] == ["1", "1"]


def test_a_failure_has_every_fact():
    """Message, values, lines and the curl line are in the failure's text."""
    failure = next(read().iter("failure"))

    assert failure.get("message") == '/status is "lost", allowed is "open", "done".'
    assert "documented: shop_page 42 (documented)" in str(failure.text)
    assert "curl -sS -i http://127.0.0.1:4010/v1/orders/7" in str(failure.text)


def test_warnings_fail_when_strict():
    """Then the run fails, and so does its case."""
    assert cases(read(is_strict=True))["shop.total-is-even"] == "failure"


def test_what_is_not_proved_fails():
    """A run that exits 1 has a failed case."""
    assert cases(read(operations=(UNPROVED,), findings=())) == {"success-seen": "failure"}


def test_a_finding_about_an_example_has_a_case():
    """A broken example of an operation that was not called is not lost."""
    broken = replace(FOUND_WRONG, operation="createOrder")

    assert cases(read(operations=(LEFT_OUT,), findings=(broken,))) == {
        "operation": "skipped",
        "schema": "failure",
    }


@pytest.mark.parametrize(("is_strict", "state"), [(False, "system-out"), (True, "failure")])
def test_a_warning_about_an_example_fails_its_case_where_it_fails_the_run(is_strict, state):
    """A pipeline that reads the file comes to the same result as one that reads the exit code."""
    odd = replace(FOUND_ODD, operation="createOrder")
    root = read(operations=(PROVED, LEFT_OUT), findings=(odd,), is_strict=is_strict)

    assert cases(root)[odd.finding.rule] == state


def test_characters_that_xml_cannot_carry_are_shown_escaped():
    """A hostile value does not break the file."""
    hostile = replace(FOUND_WRONG, finding=replace(WRONG, message="a\x00\x1b\ud800b"))

    failure = next(read(findings=(hostile,)).iter("failure"))

    assert failure.get("message") == r"a\x00\x1b\ud800b"


def test_a_clean_run_has_no_failures():
    """Green is green."""
    assert read(operations=(PROVED,), findings=()).get("failures") == "0"


def test_a_known_finding_does_not_fail_its_case():
    """It is reported in the case's output instead."""
    known = replace(FOUND_WRONG, accepted="until 2026-12-31, me")

    text = render(report(findings=(known,)))

    assert "<failure" not in text
    assert "/status is" in text


def test_two_findings_about_one_example_rule_are_one_case():
    """Each case is there once: CI servers keep one of two with the same name."""
    broken = replace(FOUND_WRONG, operation="createOrder")
    other = replace(broken, id="1", finding=replace(WRONG, message="another"))

    root = read(operations=(LEFT_OUT,), findings=(broken, other))

    assert [case.get("name") for case in root.iter("testcase")] == ["operation", "schema"]
    assert "another" in str(next(root.iter("failure")).text)


ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "disabled", "errors"},
    "testsuite": {
        *("name", "tests", "failures", "errors", "time", "disabled", "skipped"),
        *("timestamp", "hostname", "id", "package"),
    },
    "testcase": {"name", "assertions", "time", "classname", "status"},
    "skipped": {"type", "message"},
    "failure": {"type", "message"},
    "system-out": set(),
    "properties": set(),
    "property": {"name", "value"},
}
"""What the schema of Jenkins' plugin (junit-10.xsd) allows on each element that is written."""

NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors", "time"},
    "testcase": {"name", "classname", "time"},
}
"""What stricter readers demand: Surefire's schema, and readers that add up the times."""


def test_the_file_is_what_ci_servers_read():
    """Elements, attributes and numbers are as Jenkins, GitLab and Surefire's readers have them."""
    every = (UNPROVED, LEFT_OUT, PROVED, *report().operations)
    root = read(operations=every)

    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
        assert set(element.attrib) >= NEEDED.get(element.tag, set())
        if "time" in element.attrib:
            assert float(element.attrib["time"]) >= 0
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
    names = [(case.get("classname"), case.get("name")) for case in root[-2].iter("testcase")]
    assert len(names) == len(set(names))


def test_what_a_limit_or_a_signal_cuts_fails():
    """A run that ends early exits with 1 or more, so that it has a failed case."""
    cut = replace(PROVED, cut="the run has had its 3 s for requests (--max-time)")

    assert cases(read(operations=(cut,), findings=()))["not cut short"] == "failure"


def test_a_run_that_could_not_begin_is_an_error():
    """Its message is the text of the error, lines and all."""
    root = read(operations=(), findings=(), error="no answer\n  where  http://h")
    [error] = root.iter("error")

    assert (root.get("tests"), root.get("errors"), error.get("message")) == ("1", "1", "no answer")
    assert error.text == "no answer\n  where  http://h"


def test_a_cause_in_two_operations_fails_both():
    """Each suite has the request of its own operation."""
    places = (
        Occurrence(operation="showOrder", message="here", curl="curl /a"),
        Occurrence(operation="listOrders", message="there", curl="curl /b"),
    )
    root = read(operations=(SHOWN, PROVED), findings=(replace(FOUND_WRONG, occurrences=places),))

    texts = {suite.get("name"): [str(f.text) for f in suite.iter("failure")] for suite in root}
    [own], [other] = texts["shop.showOrder"], texts["shop.listOrders"]
    assert FOUND_WRONG.curl in own
    assert "there" in other
    assert "curl /b" in other
    assert "in 2 operations" in other


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"operations": (UNPROVED,), "findings": ()},
        {"operations": (replace(PROVED, cut="no time"), LEFT_OUT), "findings": ()},
        {"error": "no server\n\x00", "operations": (), "findings": ()},
        {"stop_signal": 2, "notes": ("the run was interrupted",)},
    ],
)
def test_every_report_is_valid_by_the_schema_of_jenkins(changes, jenkins):
    """Jenkins reads the report, whatever the run found."""
    started = datetime(2026, 11, 21, 12, tzinfo=UTC)

    jenkins.validate(render(report(started=started, **changes)))


def test_a_suite_has_its_time_and_what_repeats_it():
    """CI servers show durations and properties; the operation's time is counted once."""
    timed = replace(PROVED, seconds=1.5, contract="shop.yaml:10")
    started = datetime(2026, 11, 21, 13, tzinfo=timezone(timedelta(hours=1)))
    [suite] = read(operations=(timed,), findings=(), started=started)
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}

    assert (suite.get("time"), suite.get("timestamp")) == ("1.500", "2026-11-21T12:00:00")
    assert sum(float(case.get("time")) for case in suite.iter("testcase")) == 1.5
    assert properties["target"] == "http://127.0.0.1:4010/v1"
    assert (properties["seed"], properties["contract"]) == ("1", "shop.yaml:10")


def test_the_version_is_looked_up_once(monkeypatch):
    """It is in each of thousands of suites, and finding it reads files."""
    looks = []
    monkeypatch.setattr(junit, "version", lambda name: looks.append(name) or version(name))
    render(report(operations=tuple(replace(SHOWN, id=f"op{n}") for n in range(20))))

    assert len(looks) <= 1
