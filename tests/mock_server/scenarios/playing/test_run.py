"""A run's answers depend on scenario, seed, identity, start and time only."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import dump_json, parse_json
from openapi.loading.document import load_contracts
from tests.mock_server.scenarios.packaged import packaged_library
from tests.mock_server.scenarios.written import COUNTING, GOODS, START, STOCKTAKE, scenario_of

LIBRARY = packaged_library()
IMPORT = {"loyalty_club_slug": "infinity-mall", "import_id": 1}


def run(name, api=None, **options):
    """Return a run of a packaged scenario."""
    return ScenarioRun(LIBRARY.find(name, api), start=START, **options)


def import_at(seconds, name="happy-import", identity=IMPORT, **options):
    """Return the body of an import some seconds after the start."""
    return parse_json(run(name, "placewise", **options).answer(identity, START + seconds).body)


def statuses(seconds, name):
    """Return the statuses of an import's bulks."""
    return [bulk["status"] for bulk in import_at(seconds, name)["bulks"]]


def counters(body):
    """Return created, updated and refused members."""
    return (
        body["members_created_number"],
        body["members_updated_number"],
        body["members_with_validation_errors_number"],
    )


def test_job_is_the_same_on_every_machine():
    """Import 1 with seed 0 has these numbers after ten seconds, in every version."""
    assert import_at(10) == {
        "members_in_payloads_number": 3290,
        "members_created_number": 759,
        "members_updated_number": 132,
        "members_with_validation_errors_number": 48,
        "created_at": "2026-01-05T12:00:00.000Z",
        "bulks": [
            {"id": 96908, "request_number": 1, "status": "finished"},
            {"id": 96909, "request_number": 2, "status": "working"},
            {"id": 96910, "request_number": 3, "status": "waiting"},
            {"id": 96911, "request_number": 4, "status": "waiting"},
        ],
    }


def test_another_identity_or_seed_is_another_job():
    """The id, the slug and the seed matter; a number and its text are the same id."""
    bodies = [
        import_at(10),
        import_at(10, identity=IMPORT | {"import_id": 2}),
        import_at(10, identity=IMPORT | {"loyalty_club_slug": "other-mall"}),
        import_at(10, seed=1),
    ]

    assert len({body["members_in_payloads_number"] for body in bodies}) == 4
    assert import_at(10, identity=IMPORT | {"import_id": "1"}) == bodies[0]


def test_parameters_that_do_not_identify_the_resource_are_ignored():
    """A header is not part of the identity."""
    assert import_at(10, identity=IMPORT | {"X-User-Agent": "a"}) == import_at(10)


def test_order_of_requests_does_not_matter():
    """Forwards, backwards, with others in between: each moment has one answer."""
    asked = run("happy-import")
    forwards = [asked.answer(IMPORT, START + at).body for at in range(32)]
    asked.answer(IMPORT | {"import_id": 2}, START + 99)
    backwards = [asked.answer(IMPORT, START + at).body for at in reversed(range(32))]

    assert backwards[::-1] == forwards
    assert forwards == [run("happy-import").answer(IMPORT, START + at).body for at in range(32)]


def test_happy_import_goes_from_all_waiting_to_all_finished_in_30_seconds():
    """All bulks wait at the start and are finished at the end, with every member counted."""
    end = import_at(30)

    assert statuses(0, "happy-import") == ["waiting"] * 4
    assert statuses(29.99, "happy-import") == ["finished"] * 3 + ["working"]
    assert statuses(30, "happy-import") == ["finished"] * 4
    assert sum(counters(end)) == end["members_in_payloads_number"]
    assert LIBRARY.find("happy-import").length == 30_000


def test_honest_4000_passes_the_documented_statuses_and_ends_with_the_documented_numbers():
    """The four statuses while members are missing; 3020, 531 and 449 at the end."""
    middle, end = import_at(40, "honest-4000"), import_at(60, "honest-4000")

    assert statuses(40, "honest-4000") == ["finished", "failed", "working", "waiting"]
    assert sum(counters(middle)) < 4000
    assert counters(end) == (3020, 531, 449)
    assert set(statuses(60, "honest-4000")) == {"finished", "failed"}


def test_one_bulk_fails_and_the_rest_go_on():
    """The second fails, the others finish, and members are missing at the end."""
    end = import_at(60, "one-bulk-fails")

    assert statuses(13, "one-bulk-fails") == ["finished", "failed", "working", "waiting"]
    assert statuses(60, "one-bulk-fails") == ["finished", "failed", "finished", "finished"]
    assert sum(counters(end)) < end["members_in_payloads_number"]


def test_bulk_is_retried_twice():
    """It waits for a retry twice, and then finishes."""
    shown = [statuses(at, "waiting-for-retry")[1] for at in (0, 6, 9, 16, 20, 26, 28)]

    assert shown == [
        "waiting",
        "working",
        "waiting_for_retry",
        "working",
        "waiting_for_retry",
        "working",
        "finished",
    ]


def test_stuck_import_never_ends():
    """It is at 99 percent after 20 seconds, and after a year."""
    late = import_at(365 * 86_400, "stuck-at-99")
    share = sum(counters(late)) / late["members_in_payloads_number"]

    assert late == import_at(20, "stuck-at-99")
    assert 0.98 < share < 1
    assert run("stuck-at-99").answer(IMPORT, START + 20).changes_at is None


def test_vanishing_import_is_a_documented_404_from_12_seconds_on():
    """It exists at 11.99 seconds and not at 12, and the error has the documented body."""
    there, gone = (run("vanishes").answer(IMPORT, START + at) for at in (11.99, 12))

    assert there.status == 200
    assert (gone.status, gone.keyframe) == (404, "gone")
    assert parse_json(gone.body) == {"error": "Job with such ID wasn't found."}


def test_unknown_ids_get_the_documented_404():
    """Import 1 exists in every club, import 2 in none."""
    asked = run("unknown-ids")

    assert asked.answer(IMPORT, START).status == 200
    assert asked.answer(IMPORT | {"loyalty_club_slug": "x"}, START).status == 200
    assert asked.answer(IMPORT | {"import_id": 2}, START).status == 404


def test_many_bulks_are_250():
    """All wait at the start and are finished after a minute, with at most 250,000 members."""
    assert statuses(0, "many-bulks") == ["waiting"] * 250
    assert set(statuses(62, "many-bulks")) == {"finished"}
    assert 249_000 < import_at(0, "many-bulks")["members_in_payloads_number"] <= 250_000


def test_empty_import_has_no_bulks():
    """The list of bulks is empty."""
    assert import_at(0, "empty-import")["bulks"] == []


@pytest.mark.parametrize("seconds", [0, 7, 10**6])
def test_documented_import_is_the_example_for_every_id(seconds):
    """The body is the example byte for byte, at any time."""
    scenario = LIBRARY.find("documented", "placewise")
    example = scenario.operation.success.media_type().example().value
    snapshot = run("documented", "placewise").answer({"import_id": 999}, START + seconds)

    assert snapshot.body == dump_json(example)
    assert scenario.is_default


def test_documented_list_is_the_example():
    """The first page is the example byte for byte, with empty links."""
    scenario = LIBRARY.find("documented", "elastic_path")
    example = scenario.operation.success.media_type().example().value
    asked = run("documented", "elastic_path")

    assert asked.page(0, None, START).body == dump_json(example)
    assert parse_json(asked.page(1, 25, START).body) == {"data": [], "links": {}}


def test_answer_changes_at_changes_at_and_not_earlier():
    """A millisecond before `changes_at` the answer is still the same."""
    asked = run("happy-import")
    snapshot = asked.answer(IMPORT, START + 10)
    just_before = run("happy-import").answer(IMPORT, snapshot.changes_at - 0.001)
    then = run("happy-import").answer(IMPORT, snapshot.changes_at)

    assert just_before.body == snapshot.body
    assert then.body != snapshot.body
    assert asked.answer(IMPORT, START + 31).changes_at is None


def test_time_before_the_start_is_the_start():
    """With a clock that is set back, the import is as at its start."""
    assert import_at(-3600) == import_at(0)


def test_start_changes_only_the_times():
    """A run that starts an hour later has the same import with later times."""
    later = ScenarioRun(LIBRARY.find("happy-import"), start=START + 3600).answer(
        IMPORT, START + 3610
    )

    assert parse_json(later.body) == import_at(10) | {"created_at": "2026-01-05T13:00:00.000Z"}


def test_running_import_has_retry_after():
    """Five seconds while it runs, and none at the end."""
    asked = run("happy-import")

    assert asked.answer(IMPORT, START).retry_after == 5
    assert asked.answer(IMPORT, START + 29).retry_after == 5
    assert asked.answer(IMPORT, START + 30).retry_after is None


def jobs(name, offset=0, limit=None, seconds=0, **options):
    """Return the jobs of a page."""
    page = run(name, "elastic_path").page(offset, limit, START + seconds, **options)
    return parse_json(page.body)["data"]


@pytest.mark.parametrize("count", [1, 24, 25, 26, 100, 101, 250, 10_050])
def test_list_has_as_many_jobs_as_its_name_says(count):
    """The last record exists, and the page after it is empty."""
    name = f"{count}-jobs" if count > 1 else "1-job"

    assert len(jobs(name, count - 1, 100)) == 1
    assert jobs(name, count, 100) == []


def test_page_without_a_limit_has_25_jobs_or_what_is_set():
    """The page size is the contract's, or that of the setting."""
    asked = run("250-jobs", page_size=40)

    assert len(jobs("250-jobs")) == 25
    assert len(parse_json(asked.page(0, None, START).body)["data"]) == 40
    assert jobs("250-jobs", 0, 0) == []


def test_no_jobs_is_an_empty_list_with_links():
    """The empty page has neither a next nor a previous page."""
    body = parse_json(run("no-jobs").page(0, 25, START, url="/jobs").body)

    assert body["data"] == []
    assert body["links"]["next"] is None
    assert body["links"]["prev"] is None


@pytest.mark.parametrize("stride", [1, 7, 25, 100])
def test_following_next_lists_each_of_250_jobs_once(stride):
    """Pages of any size have the same jobs in the same order."""
    all_jobs = [job["id"] for start in (0, 100, 200) for job in jobs("250-jobs", start, 100)]
    walked, offset = [], 0
    while offset is not None:
        body = parse_json(run("250-jobs").page(offset, stride, START, url="/jobs").body)
        walked += [job["id"] for job in body["data"]]
        following = body["links"]["next"]
        offset = int(following.split("page%5Boffset%5D=")[1].split("&")[0]) if following else None

    assert walked == all_jobs
    assert len(set(walked)) == 250


def test_jobs_are_listed_oldest_first():
    """`created_at` never decreases along the list."""
    created = [job["meta"]["timestamps"]["created_at"] for job in jobs("10050-jobs", 4000, 100)]

    assert created == sorted(created)
    assert created[0].endswith("244842Z")


def job_at(seconds, name):
    """Return status and imported subscribers of the only job."""
    job = jobs(name, seconds=seconds)[0]
    return (
        job["attributes"]["status"],
        job["meta"]["records"]["imported"]["subscription_subscriber"],
        job["meta"]["records"]["uploaded"]["subscription_subscriber"],
    )


def test_job_succeeds():
    """No record is imported while it is pending, some while it is started, all at success."""
    pending, started, success = (job_at(at, "job-succeeds") for at in (4, 15, 25))

    assert pending[:2] == ("pending", 0)
    assert started[0] == "started"
    assert 0 < started[1] < started[2]
    assert success == ("success", success[2], success[2])


def test_job_fails():
    """The job is pending, then started, and fails with less than half of its records."""
    shown = [job_at(at, "job-fails") for at in (4, 14, 15, 999)]

    assert [status for status, _, _ in shown] == ["pending", "started", "failed", "failed"]
    assert shown[-1][1] < shown[-1][2] / 2


def test_queue_is_worked_off_one_at_a_time():
    """There is never more than one started job, and all have ended after 40 seconds."""
    started = [
        [job["attributes"]["status"] for job in jobs("busy-queue", seconds=at)].count("started")
        for at in range(41)
    ]

    assert max(started) == 1
    assert {job["attributes"]["status"] for job in jobs("busy-queue", seconds=40)} == {
        "success",
        "failed",
    }


def test_jobs_can_have_other_owners_and_kinds_of_records():
    """Two scenarios have jobs of the organization, and today's kinds of records."""
    owners = {job["meta"]["owner"] for job in jobs("organization-owned")}
    kinds = set(jobs("todays-record-keys")[0]["meta"]["records"]["uploaded"])

    assert owners == {"organization", "store"}
    assert kinds == {
        "subscription_offering",
        "subscription",
        "subscription_subscriber",
        "subscription_feature",
    }


def test_constant_list_is_the_same_for_every_start():
    """All sessions can share its bytes."""
    one, other = run("250-jobs"), ScenarioRun(LIBRARY.find("250-jobs"), start=START + 999)

    assert one.is_constant
    assert one.page(0, 25, START).body == other.page(0, 25, START + 1234).body
    assert not run("busy-queue").is_constant


def test_links_have_the_format_of_the_reading():
    """Under the reading `object`, links are objects with the URL under href."""
    contracts = load_contracts(readings={"elastic_path.links-shape": "object"})
    asked = ScenarioRun(Library.load(contracts).find("26-jobs"), start=START)
    links = parse_json(asked.page(0, 25, START, url="/jobs").body)["links"]

    assert links["next"] == {"href": "/jobs?page%5Boffset%5D=25&page%5Blimit%5D=25"}
    assert links["prev"] is None


def test_scenario_of_any_api_is_played(tmp_path):
    """A made-up API needs no Python: a stocktake is counted, and a list has no links."""
    counting = ScenarioRun(scenario_of(tmp_path, COUNTING), start=START)
    goods = ScenarioRun(scenario_of(tmp_path, GOODS), start=START)
    page = parse_json(goods.page(60, 50, START, identity={"depot_id": 7}).body)

    assert parse_json(counting.answer(STOCKTAKE, START + 6).body)["counted"] == 173
    assert [found["code"] for found in page["goods"]] == [f"KE-{n}" for n in range(1060, 1070)]


def test_envelope_may_have_facts_about_the_page(tmp_path):
    """`$page` gives the total and the offset, for APIs whose body has them."""
    text = GOODS + "    envelope: {goods: [], total: {$page: total}, from: {$page: offset}}\n"
    page = ScenarioRun(scenario_of(tmp_path, text), start=START).page(60, 50, START)
    body = parse_json(page.body)

    assert (body["total"], body["from"], len(body["goods"])) == (70, 60, 10)


def test_constant_list_differs_by_path_parameters(tmp_path):
    """Another depot has other goods if the scenario has random values."""
    text = GOODS.replace("label: Kettle", "label: {$join: [K, {$integer: [0, 999999]}]}")
    asked = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert (
        asked.page(0, 5, START, identity={"depot_id": 7}).body
        != asked.page(0, 5, START, identity={"depot_id": 8}).body
    )


def test_list_has_pages_and_a_resource_has_an_answer():
    """A list has no single answer, and a resource has no pages; both errors name the scenario."""
    with pytest.raises(ScenarioError, match="'250-jobs' answers with a list"):
        run("250-jobs").answer(IMPORT, START)
    with pytest.raises(ScenarioError, match="'happy-import' does not answer with a list"):
        run("happy-import").page(0, 25, START)


def test_size_of_a_run_is_limited():
    """Answers about hundreds of resources are not all kept, and dropping one changes no answer."""
    asked = run("many-bulks")
    first = asked.answer(IMPORT, START + 5)
    for number in range(400):
        asked.answer(IMPORT | {"import_id": number}, START + 5)

    assert len(first.body) < asked.size < 300 * len(first.body)
    assert asked.answer(IMPORT, START + 5).body == first.body
