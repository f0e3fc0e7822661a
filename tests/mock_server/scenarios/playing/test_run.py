"""A world answers from scenario, seed, identity, start and now, and from nothing else."""

from dataclasses import asdict

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.library import Library
from mock_server.scenarios.playing import run
from mock_server.scenarios.playing.run import ScenarioRun
from openapi.json.parsing import dump_json, parse_json
from openapi.loading.document import load_contracts
from tests.mock_server.scenarios.written import COUNTING, GOODS, START, STOCKTAKE, scenario_of

LIBRARY = Library.load(load_contracts())
IMPORT = {"loyalty_club_slug": "infinity-mall", "import_id": 1}


def world(name, api=None, **options):
    """Return a packaged world."""
    return ScenarioRun(LIBRARY.find(name, api), start=START, **options)


def import_at(seconds, name="happy-import", identity=IMPORT, **options):
    """Return the body of an import some seconds after the start."""
    return parse_json(world(name, "placewise", **options).answer(identity, START + seconds).body)


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
    """Import 1 with seed 0, ten seconds in: these numbers, for ever."""
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
    """The id, the slug and the seed count; a number and its text are one id."""
    bodies = [
        import_at(10),
        import_at(10, identity=IMPORT | {"import_id": 2}),
        import_at(10, identity=IMPORT | {"loyalty_club_slug": "other-mall"}),
        import_at(10, seed=1),
    ]

    assert len({body["members_in_payloads_number"] for body in bodies}) == 4
    assert import_at(10, identity=IMPORT | {"import_id": "1"}) == bodies[0]


def test_parameters_that_do_not_name_the_thing_change_nothing():
    """A header is not part of the identity."""
    assert import_at(10, identity=IMPORT | {"X-User-Agent": "a"}) == import_at(10)


def test_order_of_questions_changes_nothing():
    """Forwards, backwards, others in between: each moment has one answer."""
    asked = world("happy-import")
    forwards = [asked.answer(IMPORT, START + at).body for at in range(32)]
    asked.answer(IMPORT | {"import_id": 2}, START + 99)
    backwards = [asked.answer(IMPORT, START + at).body for at in reversed(range(32))]

    assert backwards[::-1] == forwards
    assert forwards == [world("happy-import").answer(IMPORT, START + at).body for at in range(32)]


def test_happy_import_goes_from_all_waiting_to_all_finished_in_30_seconds():
    """Waiting at first, finished at last, and then every member is accounted for."""
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
    """The second fails, the last still finishes, and members are missing at the end."""
    end = import_at(60, "one-bulk-fails")

    assert statuses(13, "one-bulk-fails") == ["finished", "failed", "working", "waiting"]
    assert statuses(60, "one-bulk-fails") == ["finished", "failed", "finished", "finished"]
    assert sum(counters(end)) < end["members_in_payloads_number"]


def test_retry_is_shown_and_gets_over():
    """Twice waiting for a retry, then finished."""
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
    """99 percent after 20 seconds, and after a year."""
    late = import_at(365 * 86_400, "stuck-at-99")
    share = sum(counters(late)) / late["members_in_payloads_number"]

    assert late == import_at(20, "stuck-at-99")
    assert 0.98 < share < 1
    assert world("stuck-at-99").answer(IMPORT, START + 20).changes_at is None


def test_vanishing_import_is_a_documented_404_from_12_seconds_on():
    """There at 11.99 seconds, gone at 12, with the documented body."""
    there, gone = (world("vanishes").answer(IMPORT, START + at) for at in (11.99, 12))

    assert there.status == 200
    assert (gone.status, gone.keyframe) == (404, "gone")
    assert parse_json(gone.body) == {"error": "Job with such ID wasn't found."}


def test_unknown_ids_get_the_documented_404():
    """Import 1 exists in every club, import 2 in none."""
    asked = world("unknown-ids")

    assert asked.answer(IMPORT, START).status == 200
    assert asked.answer(IMPORT | {"loyalty_club_slug": "x"}, START).status == 200
    assert asked.answer(IMPORT | {"import_id": 2}, START).status == 404


def test_many_bulks_are_250():
    """All waiting at first, all finished after a minute, 250,000 members at most."""
    assert statuses(0, "many-bulks") == ["waiting"] * 250
    assert set(statuses(62, "many-bulks")) == {"finished"}
    assert 249_000 < import_at(0, "many-bulks")["members_in_payloads_number"] <= 250_000


def test_empty_import_has_nothing():
    """No bulk, no member."""
    assert import_at(0, "empty-import")["bulks"] == []


@pytest.mark.parametrize("seconds", [0, 7, 10**6])
def test_documented_import_is_the_example_for_every_id(seconds):
    """Byte for byte, at any time."""
    scenario = LIBRARY.find("documented", "placewise")
    example = scenario.operation.success.media_type().example().value
    moment = world("documented", "placewise").answer({"import_id": 999}, START + seconds)

    assert moment.body == dump_json(example)
    assert scenario.is_default


def test_documented_list_is_the_example():
    """Byte for byte where the page has room for it, with empty links."""
    scenario = LIBRARY.find("documented", "elastic_path")
    example = scenario.operation.success.media_type().example().value
    asked = world("documented", "elastic_path")

    assert asked.page(0, None, START).body == dump_json(example)
    assert parse_json(asked.page(1, 25, START).body) == {"data": [], "links": {}}


def test_remembered_answer_holds_until_it_changes():
    """`changes_at` is never too late: the moment before, nothing has changed."""
    asked = world("happy-import")
    moment = asked.answer(IMPORT, START + 10)
    just_before = world("happy-import").answer(IMPORT, moment.changes_at - 0.001)
    then = world("happy-import").answer(IMPORT, moment.changes_at)

    assert just_before.body == moment.body
    assert then.body != moment.body
    assert asked.answer(IMPORT, START + 31).changes_at is None


def test_time_before_the_start_is_the_start():
    """A clock that is set back finds the job as it began."""
    assert import_at(-3600) == import_at(0)


def test_start_moves_the_times_and_nothing_else():
    """The same job, an hour later."""
    later = ScenarioRun(LIBRARY.find("happy-import"), start=START + 3600).answer(
        IMPORT, START + 3610
    )

    assert parse_json(later.body) == import_at(10) | {"created_at": "2026-01-05T13:00:00.000Z"}


def test_running_import_says_when_to_come_again():
    """Five seconds while it runs, nothing at the end."""
    asked = world("happy-import")

    assert asked.answer(IMPORT, START).retry_after == 5
    assert asked.answer(IMPORT, START + 29).retry_after == 5
    assert asked.answer(IMPORT, START + 30).retry_after is None


def jobs(name, offset=0, limit=None, seconds=0, **options):
    """Return the jobs of a page."""
    page = world(name, "elastic_path").page(offset, limit, START + seconds, **options)
    return parse_json(page.body)["data"]


@pytest.mark.parametrize("count", [1, 24, 25, 26, 100, 101, 250, 10_050])
def test_list_has_as_many_jobs_as_its_name_says(count):
    """The last one is there, and nothing behind it."""
    name = f"{count}-jobs" if count > 1 else "1-job"

    assert len(jobs(name, count - 1, 100)) == 1
    assert jobs(name, count, 100) == []


def test_page_without_a_limit_has_25_jobs_or_what_is_set():
    """The contract's page size, or the setting's."""
    asked = world("250-jobs", page_size=40)

    assert len(jobs("250-jobs")) == 25
    assert len(parse_json(asked.page(0, None, START).body)["data"]) == 40
    assert jobs("250-jobs", 0, 0) == []


def test_no_jobs_is_an_empty_list_with_links():
    """The empty page is the only one."""
    body = parse_json(world("no-jobs").page(0, 25, START, url="/jobs").body)

    assert body["data"] == []
    assert body["links"]["next"] is None
    assert body["links"]["prev"] is None


@pytest.mark.parametrize("stride", [1, 7, 25, 100])
def test_walk_over_250_jobs_meets_each_once_in_one_order(stride):
    """Whatever the stride, by following `next`."""
    everything = [job["id"] for start in (0, 100, 200) for job in jobs("250-jobs", start, 100)]
    walked, offset = [], 0
    while offset is not None:
        body = parse_json(world("250-jobs").page(offset, stride, START, url="/jobs").body)
        walked += [job["id"] for job in body["data"]]
        following = body["links"]["next"]
        offset = int(following.split("page%5Boffset%5D=")[1].split("&")[0]) if following else None

    assert walked == everything
    assert len(set(walked)) == 250


def test_jobs_are_listed_oldest_first():
    """created_at never falls along the list."""
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
    """Pending with nothing, started with some, success with all."""
    pending, started, success = (job_at(at, "job-succeeds") for at in (4, 15, 25))

    assert pending[:2] == ("pending", 0)
    assert started[0] == "started"
    assert 0 < started[1] < started[2]
    assert success == ("success", success[2], success[2])


def test_job_fails():
    """Pending, started, failed with less than half."""
    shown = [job_at(at, "job-fails") for at in (4, 14, 15, 999)]

    assert [status for status, _, _ in shown] == ["pending", "started", "failed", "failed"]
    assert shown[-1][1] < shown[-1][2] / 2


def test_queue_is_worked_off_one_at_a_time():
    """Never more than one started job; all ended after 40 seconds."""
    started = [
        [job["attributes"]["status"] for job in jobs("busy-queue", seconds=at)].count("started")
        for at in range(41)
    ]

    assert max(started) == 1
    assert {job["attributes"]["status"] for job in jobs("busy-queue", seconds=40)} == {
        "success",
        "failed",
    }


def test_owner_and_record_keys_can_be_others():
    """Organization-owned jobs, and today's kinds of records."""
    owners = {job["meta"]["owner"] for job in jobs("organization-owned")}
    kinds = set(jobs("todays-record-keys")[0]["meta"]["records"]["uploaded"])

    assert owners == {"organization", "store"}
    assert kinds == {
        "subscription_offering",
        "subscription",
        "subscription_subscriber",
        "subscription_feature",
    }


def test_list_that_stands_still_is_the_same_for_every_start():
    """Its bytes can be shared by all sessions."""
    one, other = world("250-jobs"), ScenarioRun(LIBRARY.find("250-jobs"), start=START + 999)

    assert one.is_still
    assert one.page(0, 25, START).body == other.page(0, 25, START + 1234).body
    assert not world("busy-queue").is_still


def test_links_take_the_shape_of_the_reading():
    """Objects with the address under href, where the reading says so."""
    contracts = load_contracts(readings={"elastic_path.links-shape": "object"})
    asked = ScenarioRun(Library.load(contracts).find("26-jobs"), start=START)
    links = parse_json(asked.page(0, 25, START, url="/jobs").body)["links"]

    assert links["next"] == {"href": "/jobs?page%5Boffset%5D=25&page%5Blimit%5D=25"}
    assert links["prev"] is None


def test_third_api_is_played_without_a_line_of_python(tmp_path):
    """A stocktake that is counted, and a list without links."""
    counting = ScenarioRun(scenario_of(tmp_path, COUNTING), start=START)
    goods = ScenarioRun(scenario_of(tmp_path, GOODS), start=START)
    page = parse_json(goods.page(60, 50, START, identity={"depot_id": 7}).body)

    assert parse_json(counting.answer(STOCKTAKE, START + 6).body)["counted"] == 173
    assert [found["code"] for found in page["goods"]] == [f"KE-{n}" for n in range(1060, 1070)]


def test_envelope_may_tell_about_the_page(tmp_path):
    """The total and the place of the page, for APIs that tell them."""
    text = GOODS + "    envelope: {goods: [], total: {$page: total}, from: {$page: offset}}\n"
    page = ScenarioRun(scenario_of(tmp_path, text), start=START).page(60, 50, START)
    body = parse_json(page.body)

    assert (body["total"], body["from"], len(body["goods"])) == (70, 60, 10)


def test_still_list_differs_by_path_parameters(tmp_path):
    """Another depot has other goods, where the scenario draws them."""
    text = GOODS.replace("label: Kettle", "label: {$join: [K, {$integer: [0, 999999]}]}")
    asked = ScenarioRun(scenario_of(tmp_path, text), start=START)

    assert (
        asked.page(0, 5, START, identity={"depot_id": 7}).body
        != asked.page(0, 5, START, identity={"depot_id": 8}).body
    )


def test_list_is_not_asked_as_a_thing():
    """And a thing is not asked for a page."""
    with pytest.raises(ScenarioError, match="about a list"):
        world("250-jobs").answer(IMPORT, START)
    with pytest.raises(ScenarioError, match="not about a list"):
        world("happy-import").page(0, 25, START)


def test_remembered_identities_are_bounded():
    """A thousand ids leave no trace of the first ones, and change no answer."""
    asked = world("happy-import")
    first = asked.answer(IMPORT, START + 5)
    for number in range(1000):
        asked.answer(IMPORT | {"import_id": number}, START + 5)

    assert len(asked._remembered) == 256  # noqa: SLF001 - no answer shows it
    assert asdict(asked.answer(IMPORT, START + 5)) == asdict(first)


def test_what_a_scenario_run_keeps_is_bounded_in_bytes(monkeypatch):
    """The answers about many identities are kept for as long as there is room."""
    monkeypatch.setattr(run, "MAX_REMEMBERED_BYTES", 20_000)
    library = Library.load(load_contracts())
    (scenario,) = library.find_all("many-bulks")
    world = ScenarioRun(scenario, start=0.0)
    for number in range(50):
        world.answer({"loyalty_club_slug": "a", "import_id": number}, 5.0)

    assert 1000 < world.size < 25_000
