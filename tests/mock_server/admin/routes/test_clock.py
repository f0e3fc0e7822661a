"""`/__admin/clock`."""

from tests.acceptance.cases import cases

NOON = "2026-11-21T12:00:00.000Z"


def test_clock_is_shown(admin):
    """The response has the time, the speed, and whether the clock shows real time."""
    assert admin("/clock").json() == {"time": NOON, "speed": 1.0, "frozen": False, "real": True}


@cases(
    "change, shown",
    {
        "time": ({"time": "2030-01-01T00:00:00Z"}, {"time": "2030-01-01T00:00:00.000Z"}),
        "advance": ({"advance": 1.5}, {"time": "2026-11-21T12:00:01.500Z"}),
        "advance-by-words": ({"advance": "2m"}, {"time": "2026-11-21T12:02:00.000Z"}),
        "advance-by-a-part": ({"advance": "1.5m"}, {"time": "2026-11-21T12:01:30.000Z"}),
        "speed": ({"speed": 10}, {"speed": 10, "frozen": False, "real": False}),
        "frozen": ({"frozen": True}, {"frozen": True, "speed": 1.0}),
        "real": ({"real": True}, {"real": True}),
    },
)
def test_clock_is_changed_for_a_session(admin, change, shown):
    """A change returns the new time, and applies to its session only."""
    content = admin("/clock", method="PUT", body={**change, "session": "tab-1"}).json()

    assert content.items() >= shown.items()
    assert admin("/clock?session=tab-1").json() == content
    assert admin("/clock").json()["time"] == NOON


@cases(
    "body",
    {
        "time": {"time": "noon"},
        "advance": {"advance": "soon"},
        "backwards": {"advance": -1},
        "speed": {"speed": 0},
        "session": {"session": "a b"},
    },
)
def test_change_that_says_nothing_is_refused(admin, body):
    """What is no time, no duration and no speed is a bad request."""
    assert admin("/clock", method="PUT", body=body).status == 400
