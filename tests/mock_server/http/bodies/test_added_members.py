"""Members that are added to a documented example."""

from mock_server.http.bodies.added_members import with_agreeing_additions
from tests.acceptance.cases import cases

EARLY, LATE, MADE = "2020-01-01T00:00:00Z", "2024-05-05T10:00:00Z", "2000-01-01T00:00:00Z"


@cases(
    "value, added, found",
    {
        "after a creation": (
            {"created_at": LATE, "updated_at": MADE},
            ["/updated_at"],
            {"created_at": LATE, "updated_at": LATE},
        ),
        "before an end": (
            {"finished_at": EARLY, "created_at": MADE},
            ["/created_at"],
            {"finished_at": EARLY, "created_at": EARLY},
        ),
        "between two": (
            {"created_at": EARLY, "started_at": MADE, "updated_at": LATE},
            ["/started_at"],
            {"created_at": EARLY, "started_at": EARLY, "updated_at": LATE},
        ),
        "beside no other": ({"created_at": MADE}, ["/created_at"], {"created_at": MADE}),
        "documented": (
            {"created_at": LATE, "updated_at": EARLY, "id": 1},
            ["/id"],
            {"created_at": LATE, "updated_at": EARLY, "id": 1},
        ),
        "in a list": (
            [{"created_at": LATE, "updated_at": MADE}],
            ["/0/updated_at"],
            [{"created_at": LATE, "updated_at": LATE}],
        ),
        "count of a list": (
            {"items": [{}, {}, {}, {}, {}], "total": 3},
            ["/total"],
            {"items": [{}, {}, {}, {}, {}], "total": 5},
        ),
        "documented count": (
            {"items": [{}, {}], "total": 1, "id": 1},
            ["/id"],
            {"items": [{}, {}], "total": 1, "id": 1},
        ),
    },
)
def test_what_is_added_agrees_with_what_is_documented(value, added, found):
    """A client sees no record that ends before it begins, and no list of five with three items."""
    assert with_agreeing_additions(value, added, lambda _: True) == found


def test_what_would_be_invalid_stays_as_it_is():
    """A schema may allow the first value only."""
    value = {"created_at": LATE, "updated_at": MADE}

    assert with_agreeing_additions(value, ["/updated_at"], lambda _: False) == value
