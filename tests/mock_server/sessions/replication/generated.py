"""Cells and states of sessions, generated."""

from hypothesis import strategies as st

from mock_server.clock import VirtualClock
from mock_server.faults.model.activation import ActiveFault
from mock_server.sessions.records import Collection, Record, Records
from mock_server.sessions.replication.cells import MAX_VERSION, PLAYED, START, Cell, Stamp
from mock_server.sessions.sessions import Session

moments = st.integers(0, 2_000_000_000).map(float)
names = st.text(alphabet="abc/ é", min_size=1, max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["clock", "faults", f"{START}shop/late", f"{PLAYED}GET /a", "x"])


@st.composite
def cells(draw, field):
    """Return a cell of a field; few versions and replicas, so that many are equal."""
    has_amount = field.startswith((START, PLAYED))
    return Cell(
        stamp=Stamp(draw(st.integers(0, 3) | st.just(MAX_VERSION)), draw(st.sampled_from("ab"))),
        value=draw(st.integers(0, 3) if has_amount else json_values),
        era=draw(st.integers(0, 2)) if has_amount else 0,
    )


clocks = st.builds(
    VirtualClock,
    real=moments,
    shown=moments,
    speed=st.sampled_from([0.0, 1.0, 10.0]),
    resumes_at=st.sampled_from([1.0, 10.0]),
)
faults = st.builds(
    ActiveFault,
    fault=names,
    settings=st.dictionaries(names, st.sampled_from([0.5, 86_400.0]), max_size=2),
    remaining=st.none() | st.integers(1, 9),
    one_in=st.integers(1, 9),
    probability=st.sampled_from([0.5, 1.0]),
    starts_at=moments,
    until=st.none() | moments,
    requests=st.integers(0, 9),
    seed=st.integers(0, 9),
    span=st.tuples(moments, st.integers(0, 9)),
)
collections = st.dictionaries(
    names, st.builds(Record.of, st.dictionaries(names, json_values, max_size=3)), max_size=3
).map(Collection.of)


@st.composite
def records(draw):
    """Return the records of a session."""
    found = Records()
    for name, collection in draw(st.dictionaries(names, collections, max_size=3)).items():
        found = found.with_collection(name, collection)
    return found


sessions = st.builds(
    Session,
    name=st.just("demo"),
    scenarios=st.dictionaries(names, names, max_size=3),
    scenario_starts=st.dictionaries(names, moments, max_size=3),
    played=st.dictionaries(names, st.integers(1, 9), max_size=3),
    clock=st.none() | clocks,
    faults=st.lists(faults, max_size=2).map(tuple),
    requested_faults=st.lists(names, max_size=2).map(tuple),
    is_stateful=st.none() | st.booleans(),
    records=records(),
)
