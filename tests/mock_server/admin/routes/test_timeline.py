"""`/__admin/timeline`."""

from tests.mock_server.asgi_client import ask

IMPORT = "/v3/x/members/imports/7"
SLUG = ("X-Loyalty-Club-Slug", "x")
HAPPY = "placewise/happy-import"


def test_picture_has_states_and_numbers_of_the_contract(admin):
    """The bars have the values that the schema lists, the lines the numbers that change."""
    shown = admin(f"/timeline?scenario={HAPPY}").json()
    states = {each["at"]: [s["value"] for s in each["segments"]] for each in shown["states"]}

    assert states["/bulks/0/status"] == ["waiting", "working", "finished"]
    assert "/members_created_number" in {each["at"] for each in shown["numbers"]}
    assert all(len(each["values"]) == len(shown["moments"]) for each in shown["numbers"])
    assert (shown["terminal"], shown["began"], shown["at"]) == (30.0, None, 0.0)


def test_moving_a_session_changes_what_its_clients_see(mock, admin):
    """At a moment of the picture, a client of the session gets the state that it shows."""
    admin("/scenarios", method="PUT", body={"scenario": HAPPY, "session": "tab-1"})
    body = {"scenario": HAPPY, "at": 10, "session": "tab-1"}
    moved = admin("/timeline", method="PUT", body=body)
    seen = ask(mock.app, f"/__session/tab-1{IMPORT}", SLUG).json()
    others = admin(f"/timeline?scenario={HAPPY}&session=tab-2").json()

    assert (moved.status, moved.json()["at"]) == (200, 10.0)
    assert [bulk["status"] for bulk in seen["bulks"]] == ["finished", "working", *["waiting"] * 2]
    assert others["began"] is None


def test_session_can_be_moved_back(admin):
    """The cursor goes in both directions; the run keeps its beginning."""
    for at in (25, 3):
        body = {"scenario": HAPPY, "at": at, "session": "tab-1"}
        last = admin("/timeline", method="PUT", body=body).json()
    listed = admin("/scenarios?session=tab-1").json()["scenarios"]
    began = {f"{each['api']}/{each['name']}": each["began"] for each in listed}

    assert last["at"] == 3.0
    assert began[HAPPY] == last["began"]
    assert [each for each in began.values() if each] == [last["began"]]


def test_unknown_scenario_and_negative_moment_are_refused(admin):
    """A misspelt name gets the nearest one; there is no moment before the start."""
    unknown = admin("/timeline?scenario=placewise/happy-imports")
    before = admin("/timeline", method="PUT", body={"scenario": HAPPY, "at": -1})

    assert (unknown.status, unknown.json()["nearest"]) == (404, HAPPY)
    assert before.status == 400
