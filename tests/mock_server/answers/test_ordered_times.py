"""Times of generated records are in the order that their names say."""

import pytest

from mock_server.answers.ordered_times import with_times_in_order

EARLY, LATER, LATE, LAST = (f"2026-11-{day}T08:00:00Z" for day in (21, 22, 23, 24))


def ordered(value, is_valid=lambda _: True):
    """Return a value with its times in order."""
    return with_times_in_order(value, is_valid)


def test_nothing_changes_before_it_is_created():
    """Each name gets the time of its phase, also in lists and inner objects."""
    record = {
        "updated_at": LATER,
        "createdAt": LAST,
        "finished": EARLY,
        "start_time": LATE,
        "id": 1,
    }
    wanted = {
        "updated_at": LAST,
        "createdAt": EARLY,
        "finished": LATE,
        "start_time": LATER,
        "id": 1,
    }

    assert ordered({"data": [record, {"meta": record}]}) == {"data": [wanted, {"meta": wanted}]}
    assert record["createdAt"] == LAST


@pytest.mark.parametrize(
    "value",
    [
        {"updated_at": None, "created_at": LATER},
        {"updated_at": "2026-11-20", "created_at": EARLY},  # a date is no time
        {"seen_at": LATE, "met_at": EARLY},
        {"created_at": "2026-11-21T09:00:00+02:00", "updated_at": EARLY},
        {"created_at": "2016-12-31T23:59:60Z", "updated_at": "2016-12-31T00:00:00Z"},
        {"end": "soon", "start": "later"},
        [EARLY],
        "text",
    ],
)
def test_other_values_stay(value):
    """Absent times, other forms, other names, and times that are in order already."""
    assert ordered(value) == value


def test_dates_are_ordered_among_themselves():
    """A date never takes the place of a time."""
    value = {"end_date": "2026-11-01", "start_date": "2026-12-01", "created_at": EARLY}

    assert ordered(value) == {**value, "end_date": "2026-12-01", "start_date": "2026-11-01"}


def test_what_is_not_valid_then_stays_as_it_was():
    """The schema and the rules of the document have the last word."""
    value = {"updated_at": EARLY, "created_at": LATE}

    assert ordered(value, lambda each: each["created_at"] == LATE) == value
