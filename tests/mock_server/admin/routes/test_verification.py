"""`/__admin/verify` and `/__admin/coverage`."""

from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


def test_verification_passes_or_states_the_reason(mock, admin):
    """Every expectation gets its outcome, and all must pass."""
    ask(mock.app, JOBS)
    good = admin("/verify", body={"exactly": 1}).json()
    bad = admin("/verify", body={"exactly": 1, "requests": {"status": 500}}).json()

    assert good == {
        "passed": True,
        "expectations": [
            {
                "expectation": "exactly",
                "outcome": "pass",
                "message": "1 request, wanted exactly 1",
                "requests": [1],
            }
        ],
    }
    assert (bad["passed"], bad["expectations"][0]["outcome"]) == (False, "fail")


def test_what_could_not_be_judged_does_not_pass(admin):
    """Without polls, the expectation about their interval is not exercised."""
    content = admin("/verify", body={"polled_at_most_every": 5}).json()

    assert (content["passed"], content["expectations"][0]["outcome"]) == (False, "not exercised")


def test_coverage_is_of_one_session_or_of_all(mock, admin):
    """The coverage of one session does not contain that of others."""
    ask(mock.app, f"{JOBS}?__session=tab-1")
    met = [
        admin(f"/coverage{query}").json()["met"] for query in ("", "?session=tab-1", "?session=b")
    ]

    assert met[0] == met[1] > 0
    assert met[2] == 0
