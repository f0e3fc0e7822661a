"""Every packaged scenario keeps its contract at any moment, for any id and seed."""

from datetime import UTC, datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.scenarios.verification.checks import CheckedAnswer, check_answer, check_transition
from mock_server.scenarios.verification.verify import LIFECYCLE
from openapi.json.parsing import parse_json
from tests.mock_server.scenarios.packaged import packaged_library
from tests.thorough import tries

LIBRARY = packaged_library()
SINGLES = [
    scenario for scenario in LIBRARY if not scenario.is_list and scenario.name != "many-bulks"
]
LISTS = [scenario for scenario in LIBRARY if scenario.is_list]
START = 1_767_614_400.417

seconds = st.floats(0, 120) | st.floats(0, 10**8)
identities = st.fixed_dictionaries(
    {"loyalty_club_slug": st.text(max_size=20), "import_id": st.integers(-(2**63), 2**63 - 1)}
)


def answer_of(run, identity, after, page=None):
    """Return the answer of a run some seconds after its start."""
    now = START + after
    offset, limit = page or (0, None)
    query = {"page[offset]": offset, "page[limit]": limit} if page else {}
    snapshot = run.page(offset, limit, now) if page else run.answer(identity, now)
    return CheckedAnswer(
        snapshot=snapshot,
        body=parse_json(snapshot.body),
        elapsed=round(after * 1000),
        now=datetime.fromtimestamp(now, UTC),
        seed=run.seed,
        identity=identity,
        query=query,
        where="",
    )


def findings(scenario, before, after):
    """Return the ids of the findings of two successive answers."""
    found = [
        *check_answer(scenario, before, LIFECYCLE),
        *check_answer(scenario, after, LIFECYCLE),
        *check_transition(scenario, before, after, LIFECYCLE),
    ]
    return {finding.id for finding in found}


@settings(max_examples=tries(60), deadline=None)
@given(
    scenario=st.sampled_from(SINGLES),
    identity=identities,
    seed=st.integers(0, 2**64),
    moments=st.tuples(seconds, seconds),
)
def test_resources_keep_every_rule_at_any_two_moments(scenario, identity, seed, moments):
    """Both answers keep the schema and all rules, and together the transition rules."""
    run = ScenarioRun(scenario, start=START, seed=seed)
    before, after = (answer_of(run, identity, moment) for moment in sorted(moments))

    assert findings(scenario, before, after) <= set(scenario.expected_findings)


@settings(max_examples=tries(30), deadline=None)
@given(
    scenario=st.sampled_from(LISTS),
    seed=st.integers(0, 2**64),
    moments=st.tuples(seconds, seconds),
    offset=st.integers(0, 300),
    limit=st.integers(0, 30),
)
def test_pages_keep_every_rule_at_any_two_moments(scenario, seed, moments, offset, limit):
    """Pages of lists keep them too."""
    run = ScenarioRun(scenario, start=START, seed=seed)
    before, after = (answer_of(run, {}, moment, (offset, limit)) for moment in sorted(moments))

    assert findings(scenario, before, after) <= set(scenario.expected_findings)


@settings(max_examples=tries(40), deadline=None)
@given(scenario=st.sampled_from(SINGLES), moment=seconds, share=st.floats(0, 1))
def test_answer_is_the_same_until_changes_at(scenario, moment, share):
    """An answer of another run at any moment before `changes_at` is the same."""
    identity = {"loyalty_club_slug": "a", "import_id": 1}
    first = ScenarioRun(scenario, start=START).answer(identity, START + moment)
    until = first.changes_at if first.changes_at is not None else START + moment + 10**6
    # Seconds since 1970 are floats: moments less than a millisecond apart may be equal.
    assume(until - START - moment > 0.001)
    then = START + moment + (until - START - moment) * share * 0.999

    assert ScenarioRun(scenario, start=START).answer(identity, then).body == first.body


@settings(max_examples=tries(25), deadline=None)
@given(
    scenario=st.sampled_from(LISTS),
    moment=seconds,
    share=st.floats(0, 1),
    offset=st.integers(0, 30),
    limit=st.integers(0, 10),
)
def test_page_is_the_same_until_changes_at(scenario, moment, share, offset, limit):
    """A page of another run at any moment before `changes_at` is the same, its headers too."""
    first = ScenarioRun(scenario, start=START).page(offset, limit, START + moment)
    until = first.changes_at if first.changes_at is not None else START + moment + 10**6
    # Seconds since 1970 are floats: moments less than a millisecond apart may be equal.
    assume(until - START - moment > 0.001)
    then = START + moment + (until - START - moment) * share * 0.999
    later = ScenarioRun(scenario, start=START).page(offset, limit, then)

    assert (later.body, later.headers, later.retry_after) == (
        first.body,
        first.headers,
        first.retry_after,
    )


@settings(max_examples=tries(40), deadline=None)
@given(
    scenario=st.sampled_from([found for found in LISTS if found.name != "documented"]),
    cuts=st.lists(st.integers(1, 100), min_size=1, max_size=8),
    moment=seconds,
)
def test_pages_partition_the_list(scenario, cuts, moment):
    """Successive pages of any sizes have the records of the list, each once and in order."""
    run = ScenarioRun(scenario, start=START)
    parts, offset = [], 0
    for cut in cuts:
        parts += parse_json(run.page(offset, cut, START + moment).body)["data"]
        offset += cut
    whole = []
    for start in range(0, offset, 100):
        limit = min(100, offset - start)
        whole += parse_json(run.page(start, limit, START + moment).body)["data"]

    assert parts == whole
    assert len({record["id"] for record in parts}) == len(parts) == min(offset, run.count)
