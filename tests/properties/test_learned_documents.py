"""A learned document is accepted, served, and agrees with the traffic that it was learned from."""

import json
from http import HTTPStatus

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from contracts.http.clock import SystemClock
from contracts.run.recorded.check import check_recordings
from contracts.run.settings.har import HarSettings
from contracts.run.traffic.learn import learn
from contracts.run.traffic.settings import LearnSettings
from openapi.contract import Severity
from openapi.json.yaml_text import yaml_text
from openapi.loading.document import load_contracts
from openapi.loading.linting import lint
from tests.contracts.recording import entry
from tests.properties.test_observed_shapes import ALIKE
from tests.properties.values import JSON_VALUES
from tests.thorough import tries

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""All but the explanation of a failure, which takes minutes here."""

ORIGIN = "https://shop.example"
IDS = st.one_of(
    st.integers(0, 99).map(str),
    st.uuids().map(str),
    st.sampled_from(["blue", "red-shirt", "me", "v2", "cus_9s6XKzkNRiz8i3", "2024-05-01"]),
)
PATHS = st.builds(
    lambda parts, resource: "/" + "/".join(["api", resource, *parts]),
    st.lists(st.one_of(IDS, st.sampled_from(["items", "notes"])), max_size=3),
    st.sampled_from(["users", "orders", "shops"]),
)
QUERIES = st.dictionaries(
    st.sampled_from(["page", "limit", "q", "sort"]),
    st.sampled_from(["1", "20", "007", "blue", "true", "1.5"]),
    max_size=3,
)
KINDS = st.one_of(
    st.builds(lambda number: {"type": "card", "number": number}, st.integers(0, 99)),
    st.builds(lambda iban: {"type": "iban", "iban": iban, "data": {}}, st.sampled_from("abcdef")),
)
BODIES = st.one_of(
    ALIKE,
    st.lists(KINDS, min_size=5, max_size=20),
    JSON_VALUES,
    st.dictionaries(
        st.sampled_from(["total", "done", "failed", "state", "id"]), st.integers(0, 9), max_size=5
    ),
)
EXCHANGES = st.tuples(
    st.sampled_from(["GET", "GET", "GET", "POST", "PUT"]),
    PATHS,
    QUERIES,
    st.sampled_from([200, 200, 200, 201, 404]),
    BODIES,
)


def recorded(method, path, query, status, body):
    """Return the entry of an exchange."""
    text = "&".join(f"{name}={value}" for name, value in query.items())
    is_sent = method != "GET"
    posted = {"postData": {"mimeType": "application/json", "text": json.dumps(body)}}
    return entry(
        f"{ORIGIN}{path}{f'?{text}' if text else ''}",
        json.dumps(body, ensure_ascii=False),
        method=method,
        status=status,
        headers={"content-type": "application/json"},
        sent={"content-type": "application/json"} if is_sent else {},
        request=posted if is_sent else {},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for the files of all examples."""
    return tmp_path_factory.mktemp("learned")


@settings(max_examples=tries(15), phases=PHASES)
@given(exchanges=st.lists(EXCHANGES, min_size=1, max_size=30))
def test_the_traffic_is_judged_without_an_error_against_its_own_document(folder, exchanges):
    """The document has no mistake, and refuses nothing that it was learned from.

    Traffic that never leaves a page does not show how a list is paged, which lint may ask for.
    """
    missing = sum(status == HTTPStatus.NOT_FOUND for *_, status, _ in exchanges)
    assume(missing < len(exchanges))  # a recording in which nothing was found is refused
    har, spec = folder / "traffic.har", folder / "learned.yaml"
    entries = [recorded(*each) for each in exchanges]
    har.write_text(json.dumps({"log": {"entries": entries}}), encoding="utf-8")
    learned = learn(LearnSettings(sources=(str(har),), api="shop"), SystemClock())
    spec.write_text(yaml_text(learned.tree), encoding="utf-8")

    assert [str(each) for each in lint(spec) if each.rule != "guessed-pages"] == []

    [contract] = load_contracts([spec])
    rule_sets = frozenset({"learned"}) if contract.rules else frozenset()
    judged = HarSettings(files=(har,), specs=(spec,), rule_sets=rule_sets)
    report = check_recordings(judged, SystemClock())
    bad = (Severity.ERROR, Severity.WARNING)
    found = [each.finding for each in report.findings if each.finding.severity in bad]
    # This server refuses by chance what it accepts at other times.
    found = [each for each in found if each.rule != "valid-accepted"]

    assert [f"{each.rule} {each.pointer}: {each.message}" for each in found] == []
    assert report.recording is not None
    # What was never found is no operation.
    assert report.recording.judged == len(entries) - report.recording.unmatched_total
    assert report.recording.unmatched_total <= missing
