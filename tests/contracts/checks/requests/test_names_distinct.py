"""Tests of: a thing answers to its own name only."""

from contracts.checks.requests.names_distinct import check
from contracts.http.messages.exchange import Purpose
from tests.contracts.shop import ORDER, evidence, exchange, said

MISSING = {"error": "no such order"}


def asked(text, body, number, purpose=Purpose.LOOKALIKE_ID, compared_to=1):
    """Return an answer to an order's name."""
    status = 404 if body is MISSING else 200
    target = f"/v1/orders/{text}"
    about = {"purpose": purpose, "compared_to": compared_to, "note": "order_id with something odd"}
    return exchange(target, body, status=status, number=number, **about)


def group(*others, last=ORDER):
    """Return order 7, other names, and order 7 once more."""
    return evidence(asked("7", ORDER, 1, compared_to=0), *others, asked("7", last, 99))


def control(body=MISSING):
    """Return an order that has nothing to do with 7."""
    return asked("618033", body, 2, Purpose.CONTROL)


def test_other_names_that_are_refused_pass():
    """7abc is nothing, and 70 is something else."""
    other = {**ORDER, "id": 70, "done": 1}

    assert said(check(group(control(), asked("7abc", MISSING, 3), asked("70", other, 4)))) == [
        "pass",
        "pass",
    ]


def test_a_text_read_as_the_number_is_found():
    """7abc must not be shown what belongs to 7."""
    assert said(check(group(control(), asked("7abc", ORDER, 3)))) == [
        "error: order_id '7abc' is answered with what belongs to '7'."
    ]


def test_progress_between_two_looks_does_not_hide_it():
    """What changed between two looks at the same order does not count."""
    later = {**ORDER, "done": 5}
    between = asked("7abc", {**ORDER, "done": 6}, 3)

    assert said(check(group(control(), between, last=later)))[0].startswith("error")


def test_a_stand_in_is_not_accused():
    """Who gives the same answer to any number tells nothing apart."""
    assert said(check(group(control(ORDER), asked("7abc", ORDER, 3)))) == [
        "not exercised: the server gives the same answer whatever the name"
    ]


def test_poor_bodies_are_not_judged():
    """Two orders may well have the same few values."""
    poor = {"id": 7}
    seen = evidence(
        asked("7", poor, 1, compared_to=0), control(), asked("7abc", poor, 3), asked("7", poor, 4)
    )

    assert said(check(seen)) == ["not exercised: the answer does not tell one thing from another"]


def test_neighbours_are_judged_among_distinct_things_only():
    """With one known order, its neighbour may well be its compared_to."""
    assert said(check(group(control(), asked("8", ORDER, 3, Purpose.NEIGHBOUR_ID)))) == []


def test_a_neighbour_that_shows_a_known_thing_is_found():
    """Where known orders differ, 8 must not show 7."""
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
        "error: order_id '8' is answered with what belongs to '7'.",
        "pass",
    ]
