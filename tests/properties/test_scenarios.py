"""Whatever the moment, the id and the seed: every packaged scenario keeps its word."""

from datetime import UTC, datetime

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mock_server.scenarios.library import Library
from mock_server.scenarios.playing.run import ScenarioRun
from mock_server.scenarios.verification.checks import SampledAnswer, check_answer, check_transition
from mock_server.scenarios.verification.verify import LIFECYCLE
from openapi.json.parsing import parse_json
from openapi.loading.document import load_contracts

LIBRARY = Library.load(load_contracts())
SINGLES = [
    scenario for scenario in LIBRARY if not scenario.is_list and scenario.name != "many-bulks"
]
LISTS = [scenario for scenario in LIBRARY if scenario.is_list]
START = 1_767_614_400.417

seconds = st.floats(0, 120) | st.floats(0, 10**8)
identities = st.fixed_dictionaries(
    {"loyalty_club_slug": st.text(max_size=20), "import_id": st.integers(-(2**63), 2**63 - 1)}
)


def answer_of(world, identity, after, page=None):
    """Return what a world says some seconds after its start."""
    now = START + after
    offset, limit = page or (0, None)
    query = {"page[offset]": offset, "page[limit]": limit} if page else {}
    moment = world.page(offset, limit, now) if page else world.answer(identity, now)
    return SampledAnswer(
        moment=moment,
        body=parse_json(moment.body),
        elapsed=round(after * 1000),
        now=datetime.fromtimestamp(now, UTC),
        seed=world.seed,
        identity=identity,
        query=query,
        where="",
    )


def findings(scenario, before, after):
    """Return the ids that two answers, the earlier one first, give against the contract."""
    found = [
        *check_answer(scenario, before, LIFECYCLE),
        *check_answer(scenario, after, LIFECYCLE),
        *check_transition(scenario, before, after, LIFECYCLE),
    ]
    return {finding.id for finding in found}


@settings(max_examples=150, deadline=None)
@given(
    scenario=st.sampled_from(SINGLES),
    identity=identities,
    seed=st.integers(0, 2**64),
    moments=st.tuples(seconds, seconds),
)
def test_things_keep_every_rule_at_any_two_moments(scenario, identity, seed, moments):
    """Schema, rules, lifecycle and transitions, for the earlier and the later answer."""
    world = ScenarioRun(scenario, start=START, seed=seed)
    before, after = (answer_of(world, identity, moment) for moment in sorted(moments))

    assert findings(scenario, before, after) <= set(scenario.expected_findings)


@settings(max_examples=60, deadline=None)
@given(
    scenario=st.sampled_from(LISTS),
    seed=st.integers(0, 2**64),
    moments=st.tuples(seconds, seconds),
    offset=st.integers(0, 300),
    limit=st.integers(0, 30),
)
def test_pages_keep_every_rule_at_any_two_moments(scenario, seed, moments, offset, limit):
    """The same for pages of lists."""
    world = ScenarioRun(scenario, start=START, seed=seed)
    before, after = (answer_of(world, {}, moment, (offset, limit)) for moment in sorted(moments))

    assert findings(scenario, before, after) <= set(scenario.expected_findings)


@settings(max_examples=100, deadline=None)
@given(scenario=st.sampled_from(SINGLES), moment=seconds, share=st.floats(0, 1))
def test_answer_holds_until_it_says_that_it_may_change(scenario, moment, share):
    """Nothing changes before `changes_at`, whatever was asked in between."""
    identity = {"loyalty_club_slug": "a", "import_id": 1}
    first = ScenarioRun(scenario, start=START).answer(identity, START + moment)
    until = first.changes_at if first.changes_at is not None else START + moment + 10**6
    # Seconds since 1970 are floats: less than a millisecond apart, two moments may be one.
    assume(until - START - moment > 0.001)
    then = START + moment + (until - START - moment) * share * 0.999

    assert ScenarioRun(scenario, start=START).answer(identity, then).body == first.body


@settings(max_examples=100, deadline=None)
@given(
    scenario=st.sampled_from([found for found in LISTS if found.name != "documented"]),
    cuts=st.lists(st.integers(1, 100), min_size=1, max_size=8),
    moment=seconds,
)
def test_pages_partition_the_list(scenario, cuts, moment):
    """Pages of any sizes that follow each other are the list, cut and not changed."""
    world = ScenarioRun(scenario, start=START)
    parts, offset = [], 0
    for cut in cuts:
        parts += parse_json(world.page(offset, cut, START + moment).body)["data"]
        offset += cut
    whole = []
    for start in range(0, offset, 100):
        room = min(100, offset - start)
        whole += parse_json(world.page(start, room, START + moment).body)["data"]

    assert parts == whole
    assert len({thing["id"] for thing in parts}) == len(parts) == min(offset, world.count)
