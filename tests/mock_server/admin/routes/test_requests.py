"""`/__admin/requests`."""

import pytest

from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from tests.acceptance.cases import cases
from tests.mock_server.asgi_client import ask

JOBS = "/subscriptions/imports"


@pytest.fixture(autouse=True)
def asked(mock):
    """Four requests: two lists, one of them in a session, an invalid limit, an unknown path."""
    ask(mock.app, f"{JOBS}?a=1", ("Authorization", "Bearer s3cret"))
    ask(mock.app, f"/__session/tab-1{JOBS}?__scenario=no-jobs")
    ask(mock.app, f"{JOBS}?page%5Blimit%5D=500")
    ask(mock.app, "/v3/mall/member/imports/7")


def ids(answer):
    """Return the ids of the listed requests."""
    assert answer.status == 200
    return [each["id"] for each in answer.json()["requests"]]


@cases(
    "query, found",
    {
        "all": ("", [4, 3, 2, 1]),
        "limit": ("?limit=2", [4, 3]),
        "since": ("?since=2", [4, 3]),
        "session": ("?session=tab-1", [2]),
        "default-session": ("?session=", [4, 3, 1]),
        "status": ("?status=200", [2, 1]),
        "operation": ("?operation=listImportJobs&api=elastic_path", [3, 2, 1]),
        "unmatched": ("?unmatched=true", [4, 3]),
        "scenario": ("?scenario=no-jobs", [2]),
        "path": ("?path=*/member/*", [4]),
        "method": ("?method=post", []),
    },
)
def test_requests_are_listed_and_filtered(admin, query, found):
    """The latest come first, and all given filters must match."""
    assert ids(admin(f"/requests{query}")) == found


def test_list_states_the_total(admin):
    """The total counts all matches, at any limit; the journal has its own size."""
    content = admin("/requests?limit=1").json()

    assert content["total"] == 4
    assert {**content["journal"], "bytes": 0} == {
        "on": True,
        "entries": 4,
        "bytes": 0,
        "dropped": 0,
        "latest": 4,
    }
    assert "body" not in content["requests"][0]["response"]


def test_one_request_is_shown_with_its_bodies(admin):
    """An entry has the whole request and response, without secrets."""
    content = admin("/requests/2").json()

    assert (content["session"], content["scenario"]) == ("tab-1", "elastic_path/no-jobs")
    assert (content["at"], content["clock"]) == ("2026-11-21T12:00:00.000Z",) * 2
    assert content["request"]["url"] == f"/__session/tab-1{JOBS}?__scenario=no-jobs"
    assert content["request"]["path"] == JOBS
    assert content["request"]["query"] == [{"name": "__scenario", "value": "no-jobs"}]
    assert '"data":[]' in content["response"]["body"]
    assert "s3cret" not in admin("/requests/1").body.decode()


def test_request_that_is_not_there_is_said(admin):
    """An unknown number is a problem."""
    answer = admin("/requests/99")

    assert (answer.status, answer.header("mock-server-problem")) == (404, "unknown-request")


def test_unmatched_requests_come_with_near_misses(admin):
    """Each refused request is listed with the most similar operations, the nearest first."""
    content = admin("/requests/unmatched").json()
    path, limit = content["requests"]

    assert content["total"] == 2
    assert path["request"]["refusal"].startswith(
        "There is nothing at this path; did you mean 'GET "
    )
    assert path["near_misses"][0]["operation"] == "showMembersImportStatus"
    assert [miss["field"] for miss in path["near_misses"][0]["misses"]] == [
        "path segment 3",
        "header X-Loyalty-Club-Slug",
    ]
    assert limit["near_misses"][0]["misses"][0]["field"] == "query page[limit]"


def test_requests_are_counted_and_found_by_criteria(admin):
    """Criteria in a body select the same as those in the query of the list."""
    criteria = {"status": 200, "query": {"a": True}, "header": {"Authorization": True}}

    assert admin("/requests/count", body=criteria).json() == {"count": 1}
    assert ids(admin("/requests/find", body=criteria)) == [1]
    assert admin("/requests/count", body={}).json() == {"count": 4}


def test_journal_is_emptied_for_one_session_or_for_all(admin):
    """Clearing returns the number of deleted entries."""
    first = admin("/requests?session=tab-1", method="DELETE").json()
    second = admin("/requests", method="DELETE").json()

    assert (first, second) == ({"count": 1}, {"count": 3})
    assert ids(admin("/requests")) == []


def test_long_heads_leave_room_for_fewer_in_a_list(admin, mock):
    """A list is also bounded in bytes, begins with the latest, and states the total."""
    for number in range(800):
        ask(mock.app, f"/v3/{'a' * 7900}/{number}")
    answer = admin("/requests/unmatched?limit=1000").json()

    assert answer["total"] == 802
    assert 300 < len(answer["requests"]) < 800
    assert answer["requests"][0]["request"]["request"]["url"].endswith("/799")


def test_entries_name_the_example_of_their_answer(mock, admin):
    """The journal shows which documented example was served, if one was."""
    for target in (JOBS, f"{JOBS}?__example=from-schema", f"{JOBS}?__scenario=no-jobs", "/nothing"):
        ask(mock.app, target)
    found = admin("/requests?since=4").json()["requests"]

    assert [each["example"] for each in found] == ["", "", "from-schema", "documented"]


def test_requests_are_exported_as_an_archive(admin):
    """The archive has the requests, the earliest first, without secrets."""
    answer = admin("/requests.har")
    urls = [entry["request"]["url"] for entry in answer.json()["log"]["entries"]]

    assert [url.partition("://")[2].partition("/")[2] for url in urls] == [
        "subscriptions/imports?a=1",
        "__session/tab-1/subscriptions/imports?__scenario=no-jobs",
        "subscriptions/imports?page%5Blimit%5D=500",
        "v3/mall/member/imports/7",
    ]
    assert b"s3cret" not in answer.body
    assert len(admin("/requests.har?session=tab-1").json()["log"]["entries"]) == 1


def test_refused_request_is_shown_with_its_near_misses(admin):
    """The details of a refused request say field by field what would have matched."""
    (nearest, *_) = admin("/requests/4").json()["near_misses"]

    assert nearest["request"].startswith("GET /v3/")
    assert {"field", "wanted", "found"} == set(nearest["misses"][0])
    assert "near_misses" not in admin("/requests/1").json()


@cases(
    "query, found",
    {
        "words": ("?text=LISTIMPORT%20200", [2, 1]),
        "refusal": ("?text=nothing%20is%20served", []),
        "path": ("?text=/member/", [4]),
        "scenario": ("?text=no-jobs", [2]),
        "range": ("?status_range=4XX", [4, 3]),
        "both": ("?status_range=4XX&text=imports", [4, 3]),
    },
)
def test_requests_are_searched(admin, query, found):
    """Words are looked for in what a line shows, regardless of case."""
    assert ids(admin(f"/requests{query}")) == found


def test_export_takes_the_same_filters(admin):
    """What a list shows can be exported."""
    log = admin("/requests.har?text=imports&status_range=4XX&method=GET").json()["log"]

    assert [each["response"]["status"] for each in log["entries"]] == [400, 404]


def test_replay_is_journaled_and_answered(admin):
    """A request is sent again as it was, and the answer is the new exchange."""
    content = admin("/requests/2/replay", body={}).json()

    assert (content["id"], content["session"], content["scenario"]) == (
        5,
        "tab-1",
        "elastic_path/no-jobs",
    )
    assert '"data":[]' in content["response"]["body"]
    assert ids(admin("/requests")) == [5, 4, 3, 2, 1]


def test_replay_meets_what_is_armed_since(admin, mock):
    """A replay is answered by the mock as it is: a fault that was armed since fires."""
    mock.controls.arm("server-error")
    content = admin("/requests/1/replay", body={}).json()

    assert (content["fault"], content["response"]["status"] // 100) == ("server-error", 5)


@cases(
    "fault, status",
    {"reset": ("reset", 0), "close": ("close", 0)},
)
def test_replay_without_an_answer_is_shown(admin, mock, fault, status):
    """A fault that breaks the connection breaks the replay, and not the admin API."""
    mock.controls.arm(fault)
    content = admin("/requests/1/replay", body={}).json()

    assert (content["fault"], content["response"]["status"]) == (fault, status)


def test_replay_of_an_unknown_request_is_refused(admin):
    """An unknown number is a problem."""
    assert admin("/requests/99/replay", body={}).status == 404


def test_replay_does_not_reach_a_server(packaged):
    """Where requests are forwarded, a replay is refused, since it may go to the mock only."""
    app = create_app(packaged, Settings(upstream="http://127.0.0.1:9"))
    ask(app, JOBS)
    answer = ask(
        app,
        "/__admin/requests/1/replay",
        ("Host", "localhost"),
        ("Content-Type", "application/json"),
        method="POST",
        chunks=[b"{}"],
    )

    assert (answer.status, answer.header("mock-server-problem")) == (409, "not-replayable")


def test_verification_passes_or_states_the_reason(mock, admin):
    """Every expectation gets its outcome, and all must pass."""
    mock.controls.reset()
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
                "requests": [mock.controls.state.journal.latest],
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
    mock.controls.reset()
    ask(mock.app, f"{JOBS}?__session=tab-1")
    met = [
        admin(f"/coverage{query}").json()["met"] for query in ("", "?session=tab-1", "?session=b")
    ]

    assert met[0] == met[1] > 0
    assert met[2] == 0
