"""What clients have met."""

import pytest

from mock_server.journal.coverage import Coverage
from openapi.json.parsing import dump_json
from tests.mock_server.observed import NOON, observed

JOBS = "/subscriptions/imports"
SCENARIOS = [("elastic_path", "listImportJobs", "no-jobs"), ("placewise", "other", "happy")]


def page(*states):
    """Return a page of jobs in these states."""
    return dump_json({"data": [{"attributes": {"status": state}} for state in states]})


@pytest.fixture
def coverage():
    """Empty coverage."""
    return Coverage()


def jobs(coverage, packaged, session=None):
    """Return the report about the list of jobs."""
    report = coverage.report(packaged, SCENARIOS, session)
    (found,) = (each for each in report["operations"] if each["operation"] == "listImportJobs")
    return found


def success(found):
    """Return the report about the 200."""
    return next(answer for answer in found["answers"] if answer["status"] == "200")


def states(found):
    """Return which states were met, and which were missed."""
    (values,) = (each for each in success(found)["values"] if each["at"].endswith("/status"))
    return set(values["met"]), set(values["missed"])


def test_nothing_is_met_at_first(coverage, packaged):
    """All documented items are listed, and none is met."""
    found = jobs(coverage, packaged)
    report = coverage.report(packaged, SCENARIOS)

    assert states(found) == (set(), {"pending", "started", "success", "failed"})
    assert found["scenarios"] == [{"name": "no-jobs", "met": False}]
    assert (report["met"], report["documented"] > 20) == (0, True)


def test_values_add_up_over_answers(coverage, packaged):
    """Each response adds its values; others are missed."""
    coverage.record(observed(packaged, JOBS, answer=page("pending")))
    coverage.record(observed(packaged, JOBS, answer=page("started", "made up")))
    found = jobs(coverage, packaged)

    assert states(found) == ({"pending", "started"}, {"success", "failed"})
    assert (success(found)["met"], success(found)["count"]) == (True, 2)


def test_answers_examples_and_scenarios_are_met(coverage, packaged):
    """A documented status, a documented body and a played scenario are noted."""
    documented = packaged[0].operation("listImportJobs").success.media_type().example().value
    coverage.record(
        observed(packaged, JOBS, answer=dump_json(documented), scenario="elastic_path/no-jobs")
    )
    coverage.record(observed(packaged, JOBS, status=404, answer=b"no JSON"))
    found = jobs(coverage, packaged)

    assert {"name": "documented", "met": True} in success(found)["examples"]
    assert found["scenarios"] == [{"name": "no-jobs", "met": True}]
    assert [each["met"] for each in found["answers"] if each["status"] == "404"] == [True]


def test_sessions_are_counted_separately(coverage, packaged):
    """Each session has its own coverage; the total is that of all sessions."""
    coverage.record(observed(packaged, JOBS, answer=page("pending"), session="a"))
    coverage.record(observed(packaged, JOBS, answer=page("failed"), session="b"))
    met = [states(jobs(coverage, packaged, session))[0] for session in ("a", "b", "c", None)]

    assert met == [{"pending"}, {"failed"}, set(), {"pending", "failed"}]


def test_refusals_do_not_count(coverage, packaged):
    """A 404 because of a slip in the request is not the documented 404."""
    coverage.record(observed(packaged, JOBS, status=400, refusal="the limit is no number"))
    coverage.record(observed(packaged, "/v3/nothing", status=404))
    coverage.record(observed(packaged, JOBS, status=418))

    assert coverage.report(packaged, SCENARIOS)["met"] == 0


def test_one_session_or_all_can_be_forgotten(coverage, packaged):
    """What is forgotten is missed again."""
    for session in ("a", "b"):
        coverage.record(observed(packaged, JOBS, answer=page("pending"), session=session))
    coverage.clear("a")
    after_one = [success(jobs(coverage, packaged, session))["met"] for session in ("a", "b")]
    coverage.clear()

    assert after_one == [False, True]
    assert coverage.report(packaged, SCENARIOS)["met"] == 0


def test_bodies_wait_in_bounded_number(packaged):
    """When the queue is full, the oldest body is parsed, and none is lost."""
    coverage = Coverage(max_queued=2)
    for state in ("pending", "started", "success", "failed"):
        coverage.record(observed(packaged, JOBS, answer=page(state)))

    assert states(jobs(coverage, packaged))[1] == set()


def test_sessions_are_bounded(packaged):
    """The session unused for longest makes room."""
    coverage = Coverage(max_sessions=2)
    for session in ("a", "b", "a", "c"):
        coverage.record(observed(packaged, JOBS, answer=page("pending"), session=session))
    met = [success(jobs(coverage, packaged, session))["met"] for session in ("a", "b", "c")]

    assert met == [True, False, True]


def test_repeated_exchange_is_met_each_time(packaged):
    """What happens again counts again, also after everything was forgotten."""
    coverage = Coverage()
    seen = observed(packaged, JOBS, answer=b'{"data":[]}', scenario="elastic_path/no-jobs")
    repeat = coverage.recorder_for_repeats(seen)
    repeat(NOON, NOON, 0.0)
    coverage.clear()
    repeat(NOON, NOON, 0.0)
    repeat(NOON, NOON, 0.0)
    report = coverage.report(packaged, [("elastic_path", "listImportJobs", "no-jobs")])
    operation = next(each for each in report["operations"] if each["operation"] == "listImportJobs")

    assert operation["answers"][0]["count"] == 2
    assert operation["scenarios"] == [{"name": "no-jobs", "met": True}]


def test_each_of_many_repeated_exchanges_is_met(packaged):
    """Of more than wait to be counted, all are; `counted` says so without a report."""
    coverage = Coverage()
    for number in range(200):
        seen = observed(packaged, JOBS, answer=b'{"data":[%d]}' % number)
        repeat = coverage.recorder_for_repeats(seen)
        repeat(NOON, NOON, 0.0)
        repeat(NOON, NOON, 0.0)

    assert coverage.counted == 400
    assert success(jobs(coverage, packaged))["count"] == 400


def test_repeated_refusal_is_not_met(packaged):
    """Error responses to invalid requests do not count."""
    coverage = Coverage()
    coverage.recorder_for_repeats(observed(packaged, JOBS, status=400, refusal="no"))(
        NOON, NOON, 0.0
    )

    assert coverage.report(packaged, [])["met"] == 0


def test_coverage_of_other_processes_is_part_of_the_report(packaged):
    """As long as they are shown; a reset forgets them too."""
    own, other = Coverage(), Coverage()
    own.record(observed(packaged, JOBS, answer=page("pending"), session="a"))
    for _ in range(2):
        other.record(observed(packaged, JOBS, answer=page("success"), session="a"))
    own.show_with([other.snapshot()])
    both = success(jobs(own, packaged, "a"))
    own.clear()

    assert both["count"] == 3
    assert success(jobs(own, packaged, "a"))["count"] == 0


def test_what_is_inherited_is_the_own_from_then_on(packaged):
    """The process that takes the place of another one counts on, with values and examples."""
    before, after = Coverage(), Coverage()
    before.record(observed(packaged, JOBS, answer=page("pending"), scenario="elastic_path/x"))
    after.inherit(before.snapshot())
    after.record(observed(packaged, JOBS, answer=page("success")))
    later = Coverage()
    later.inherit(after.snapshot())

    assert success(jobs(later, packaged))["count"] == 2
    assert later.report(packaged, ()) == after.report(packaged, ())


def test_a_corrected_example_is_met(coverage, contract_from):
    """The default example is met in the form in which it is sent, and as it is written."""
    contract = contract_from("""
paths:
  /a:
    get:
      responses: {'200': {description: x, content: {application/json: {schema: {type: string},
        examples: {number: {value: 7}, other: {value: 8}}}}}}
""")
    for answer in (b'"7"', b'"8"'):
        coverage.record(observed([contract], "/a", answer=answer))

    (found,) = coverage.report([contract], [])["operations"]

    assert success(found)["examples"] == [
        {"name": "number", "met": True},
        {"name": "other", "met": False},
    ]
