"""Tests of: a resource is found by its own id only."""

from dataclasses import replace

import pytest

from contracts.checks.requests.names_distinct import check
from contracts.http.messages.exchange import Purpose
from openapi.contract import Severity
from tests.contracts.shop import ORDER, evidence, exchange, operation, said

MISSING = {"error": "no such order"}


def asked(text, body, number, purpose=Purpose.LOOKALIKE_ID, compared_to=1):
    """Return an answer for an id."""
    status = 404 if body is MISSING else 200
    target = f"/v1/orders/{text}"
    about = {"purpose": purpose, "compared_to": compared_to, "note": "order_id with something odd"}
    return exchange(target, body, status=status, number=number, **about)


def group(*others, last=ORDER):
    """Return order 7, other ids, and order 7 again."""
    return evidence(asked("7", ORDER, 1, compared_to=0), *others, asked("7", last, 99))


def control(body=MISSING):
    """Return an order that is unrelated to 7."""
    return asked("618033", body, 2, Purpose.CONTROL)


def test_other_ids_that_are_refused_pass():
    """7abc does not exist, and 70 is another order."""
    other = {**ORDER, "id": 70, "done": 1}

    assert said(check(group(control(), asked("7abc", MISSING, 3), asked("70", other, 4)))) == [
        "pass",
        "pass",
    ]


def test_a_text_read_as_the_number_is_found():
    """7abc must not be answered with order 7."""
    assert said(check(group(control(), asked("7abc", ORDER, 3)))) == [
        "error: order_id '7abc' is answered with the resource of '7'."
    ]


def test_progress_of_the_resource_does_not_hide_it():
    """Values that changed between two answers for one order are ignored."""
    later = {**ORDER, "done": 5}
    between = asked("7abc", {**ORDER, "done": 6}, 3)

    assert said(check(group(control(), between, last=later)))[0].startswith("error")


def test_a_mock_is_not_judged():
    """A server with the same answer for every id has no distinct resources."""
    assert said(check(group(control(ORDER), asked("7abc", ORDER, 3)))) == [
        "not exercised: the server gives the same answer for every id"
    ]


def test_poor_bodies_are_not_judged():
    """Two orders may have the same few values."""
    poor = {"id": 7}
    seen = evidence(
        asked("7", poor, 1, compared_to=0), control(), asked("7abc", poor, 3), asked("7", poor, 4)
    )

    assert said(check(seen)) == ["not exercised: the answer does not identify a resource"]


def test_neighbours_need_several_distinct_resources():
    """With one known order, its neighbour may be an equal one."""
    assert said(check(group(control(), asked("8", ORDER, 3, Purpose.NEIGHBOUR_ID)))) == []


def test_a_neighbour_with_a_known_resource_is_found():
    """If known orders differ, 8 must not be answered with order 7."""
    other = {**ORDER, "id": 20, "done": 1, "total": 99}
    seen = evidence(
        asked("7", ORDER, 1, compared_to=0),
        control(),
        asked("8", ORDER, 3, Purpose.NEIGHBOUR_ID),
        asked("20", other, 4, compared_to=0),
        asked("618034", MISSING, 5, Purpose.CONTROL, compared_to=4),
        asked("21", MISSING, 6, Purpose.NEIGHBOUR_ID, compared_to=4),
    )

    assert said(check(seen)) == [
        "error: order_id '8' is answered with the resource of '7'.",
        "pass",
    ]


def finding_on(text):
    """Return the finding on order 7 that is found by another text, too."""
    [found] = check(group(control(), asked(text, ORDER, 3)))
    assert found.finding is not None
    return found.finding


@pytest.mark.parametrize("text", ["07", "007", "7.0", "%207", "%2B7", "0x7", "7e0"])
def test_an_integer_in_another_spelling_is_read_by_healthy_servers(text):
    """Frameworks read 7.0 as the integer 7, which is worth one remark, whatever the parameter."""
    found = finding_on(text)

    assert (found.severity, found.cause) == (Severity.INFO, "an integer in another spelling")


@pytest.mark.parametrize("text", ["7abc", "7.9", "7,", "4294967303"])
def test_what_is_no_spelling_of_the_integer_is_still_found(text):
    """No framework reads these as 7."""
    assert finding_on(text).severity is Severity.ERROR


@pytest.mark.parametrize("text", ["07", "7.0"])
def test_another_spelling_of_a_text_is_still_a_warning(text):
    """An id that is documented as a text is no number."""
    asked_for = group(control(), asked(text, ORDER, 3))
    texts = replace(asked_for.operation.parameters[0], schema=text_schema())
    shown = replace(asked_for.operation, parameters=(texts,))
    seen = tuple(replace(each, operation=shown) for each in asked_for.observations)
    [found] = check(replace(asked_for, operation=shown, observations=seen))

    assert found.finding is not None
    assert found.finding.severity is Severity.WARNING


def text_schema():
    """Return the schema of order_id, as a text."""
    return replace(operation("showOrder").parameters[0].schema, definition={"type": "string"})
