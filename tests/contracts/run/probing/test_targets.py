"""Tests of probing one target: what is sent, and in which order."""

import re
from collections import Counter
from contextlib import closing
from dataclasses import replace
from urllib.parse import unquote

import pytest

from contracts.http.client.limits import Limits, RequestBudget
from contracts.http.client.transport import Transport
from contracts.http.messages.exchange import Purpose
from contracts.http.requests.targets import Target
from contracts.probes.inputs.context import RowUse
from contracts.results.verdict import CheckResult, passed
from contracts.run.check import check
from contracts.run.probing.fuzzer_protocol import FuzzResult
from contracts.run.probing.targets import (
    called_operations,
    count_steps,
    follow_resources,
    notes_on_rows,
    probe_target,
)
from contracts.run.progress import StepCounter
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.loading.document import load_contract
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.probing import MINE, THEIRS
from tests.contracts.shop import SHOP, SPEC, TARGET, VARIABLES
from tests.contracts.shop_server import shop
from tests.thorough import part

NONE = frozenset()
READS = "shop: the document reads SHOP_NAME, SHOP_TOKEN from the environment."


def gathered(answer=None, *, fuzzer=None, max_requests=0, follows=False, **changes):
    """Return what a shop has shown, the steps that began, and the server."""
    steps = []
    given = {
        "profile": PROFILES["smoke"],
        "probes": NONE,
        "environ": MINE,
        "env": VARIABLES,
        **changes,
    }
    settings = CheckSettings(targets=(), specs=(SPEC,), **given)
    clock = HastyClock()
    with serve(answer or shop()) as server:
        limits = Limits(
            origins=frozenset({server.url}),
            allow_unsafe=settings.is_unsafe,
            max_requests=max_requests,
        )
        target = Target(contract=SHOP, origin=server.url)
        with closing(Transport(limits, clock)) as transport:
            [session] = open_sessions(
                [target], settings, transport, clock, hides_altered_secrets=True
            )
            shown = probe_target(session, settings, fuzzer, StepCounter(steps.append, total=9))
            if follows:
                follow_resources([shown], settings, clock)
    return shown, [step.text for step in steps], server


def purposes(shown):
    """Return what the exchanges were sent for."""
    return {exchange.purpose for exchange in shown.session.recorder.exchanges}


def test_without_probes_the_documented_requests_are_sent():
    """The least that any run does: every operation that may be called, as documented."""
    shown, steps, server = gathered()

    assert steps == ["shop: showOrder", "shop: listOrders"]
    assert purposes(shown) == {Purpose.DOCUMENTED}
    assert {exchange.operation for exchange in shown.session.recorder.exchanges} == {
        "showOrder", "listOrders",
    }  # fmt: skip
    assert server.methods == {"GET"}


@pytest.mark.parametrize(
    ("probe", "purpose"),
    [
        ("pagination-walk", Purpose.WALK),
        ("repetition", Purpose.REPETITION),
    ],
)
def test_chosen_probe_is_run_and_no_other(probe, purpose):
    """A run that asks for one probe sends what that one sends, and the documented requests."""
    shown, _, _ = gathered(probes=frozenset({probe}))

    assert purpose in purposes(shown)
    assert purposes(shown) <= {Purpose.DOCUMENTED, purpose}


def test_what_changes_is_sent_on_demand_only():
    """POST is sent with --unsafe only."""
    called = called_operations(TARGET, CheckSettings(targets=()))
    assert "createOrder" not in {each.id for each in called}
    _, steps, server = gathered(is_unsafe=True)

    assert steps[-1] == "shop: createOrder"
    assert "POST" in server.methods


def test_generated_requests_come_after_the_probes():
    """The generator gets the operations that were called, and its opinion is kept."""
    opinion: tuple[CheckResult, ...] = (passed("x"),)
    plans = []

    def fuzzer(_target, _credentials, recorder, plan, _clock):
        plans.append((plan.operations, plan.seed, len(recorder.exchanges)))
        return FuzzResult(by_operation={"showOrder": opinion}, errors=("no",), stop_reason="late")

    shown, steps, _ = gathered(fuzzer=fuzzer, seed=9)
    ((operations, seed, sent_before),) = plans

    assert steps[-1] == "shop: generated requests"
    assert (operations, seed) == ({"showOrder", "listOrders"}, 9)
    assert sent_before == len(shown.session.recorder.exchanges) > 0
    assert shown.second_opinion == {"showOrder": opinion}
    reached = "All requests but generated ones were sent to 2 of 2 operations"
    stopped = f"shop: late, so nothing more was sent. {reached}."
    assert shown.notes == ["Generation: no", stopped, READS]


def test_spent_budget_ends_the_run_with_a_note():
    """What was seen until then is kept; the note says that something is missing, and why."""
    shown, _, server = gathered(max_requests=1)

    assert len(server.seen) == 1
    assert shown.notes[-3].startswith("shop: the run has sent the 1 request that it may")
    assert shown.notes[-2] == "shop: 2 of 2 operations got one request at most."


def test_secrets_of_both_identities_are_kept_out_of_reports():
    """The other identity's token, and tokens that differ from ours in a letter, are secrets."""
    shown, _, _ = gathered(environ={**MINE, **THEIRS})
    values = {secret.value for secret in shown.session.credentials.secrets}

    assert {"my-token-1", "their-token-2"} < values


def test_resources_that_still_change_are_polled_again():
    """An order that is still open is polled after all else, for as long as the profile says."""
    polling = frozenset({"polling"})
    profile = replace(PROFILES["smoke"], follow_seconds=5.0)
    once, _, _ = gathered(probes=polling, profile=profile)
    later, _, _ = gathered(probes=polling, profile=profile, follows=True)

    assert [follower.operation.id for follower in once.followers] == ["showOrder"]
    assert len(later.session.recorder.exchanges) > len(once.session.recorder.exchanges)


@pytest.mark.parametrize(
    ("changes", "has_fuzzer", "steps"),
    [({}, False, 4), ({}, True, 5), ({"is_unsafe": True}, True, 6)],
)
def test_steps_are_counted_before_they_begin(changes, has_fuzzer, steps):
    """A progress bar ends at its end: one step for each operation, generation, and two more."""
    target = Target(contract=SHOP, origin="http://127.0.0.1:9")

    assert (
        count_steps([target], CheckSettings(targets=(), **changes), has_fuzzer=has_fuzzer) == steps
    )


def many_operations(folder, count):
    """Return a document with many operations, one of which deletes what another one shows."""
    responses = "responses: {'200': {description: ok}}"
    paths = "".join(
        f"  /t{n}: {{get: {{operationId: t{n}, parameters: "
        f"[{{name: n, in: query, schema: {{type: integer}}, example: 3}}], {responses}}}}}\n"
        for n in range(1, count)
    )
    path = folder / "many.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Many, version: '1'}\npaths:\n"
        f"  /gone: {{delete: {{operationId: gone, {responses}}}}}\n{paths}",
        encoding="utf-8",
    )
    return path


def ask_many(folder, count, **changes):
    """Return the report on many operations, and the operations in the order of requests."""
    order = []

    def answer(seen):
        path, _, query = seen.target.partition("?")
        order.append(f"{seen.method} {path}")
        allowed = {"DELETE"} if path == "/gone" else {"GET", "HEAD"}
        if re.fullmatch("/(gone|t[0-9]+)", unquote(path)) is None:
            return Reply(status=404, body={})
        if seen.method not in allowed:
            return Reply(status=405, body={}, headers={"Allow": ", ".join(sorted(allowed))})
        is_good = all(re.fullmatch("n=-?[0-9]+", part) for part in query.split("&") if part)
        return Reply(status=200 if is_good else 400, body={})

    given = {"profile": PROFILES["smoke"], **changes}
    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,), specs=(many_operations(folder, count),), **given
        )
        report = check(settings, HastyClock())
    return report, [each for each in order if each.startswith(("GET /t", "DELETE /gone"))]


@pytest.mark.parametrize("count", part([80, 200], 2))
def test_every_operation_is_asked_within_the_default_budget_elsewhere(tmp_path, count):
    """Ten requests an operation: breadth first, every one of them is answered and proved."""
    budget = RequestBudget(max_requests=10 * count)
    report, order = ask_many(tmp_path, count, budget=budget)
    asked = Counter(order)

    assert report.tally.requests <= 10 * count + 3  # a budget does not count the first contact
    assert {f.finding.rule for f in report.findings} == set()
    assert {report.label_of(o) for o in report.operations if not o.skipped_reason} == {"pass"}
    assert min(asked[f"GET /t{n}"] for n in range(1, count)) > 1


def test_no_operation_gets_all_probes_before_each_has_its_documented_requests(tmp_path):
    """Round by round; what is deleted comes last, after every probe of the others."""
    _, order = ask_many(tmp_path, 8, is_unsafe=True)
    documented = [f"GET /t{n}" for n in range(1, 8)]
    first = {name: order.index(name) for name in documented}
    full = {name: len(order) - order[::-1].index(name) for name in documented}

    assert max(first.values()) < min(full.values())
    assert order.index("DELETE /gone") >= max(full.values())


def test_what_is_deleted_is_called_last(tmp_path):
    """In a fuzz run, too: a PATCH of the resource that is gone proves nothing."""
    contract = load_contract(many_operations(tmp_path, 3))
    settings = CheckSettings(targets=("http://a",), is_unsafe=True)

    called = called_operations(Target(contract=contract, origin="http://a"), settings)

    assert [operation.id for operation in called] == ["t1", "t2", "gone"]


def test_an_operation_that_hangs_is_left_once(tmp_path):
    """Of many operations: not again in the next round, which would take as long."""

    def answer(seen):
        if seen.target.startswith("/t3"):
            return Reply(raw=b"")
        return Reply(body={})

    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(many_operations(tmp_path, 8),),
            profile=PROFILES["smoke"],
        )
        report = check(settings, HastyClock())
    left = [note for note in report.notes if note.startswith("t3: it was left")]

    assert len(left) == 1
    assert len([seen for seen in server.seen if seen.target.startswith("/t3")]) < 14


def test_a_row_that_is_tried_twice_is_named_once():
    """A link is followed by two probes, and a reader wants to know the values."""
    use = RowUse(operation="user", row="id=7 from the link user", status=200)
    other = RowUse(operation="user", row="row 2 of pairs.csv", status=404)

    assert list(notes_on_rows([use, other, use])) == [
        "user: 200 with id=7 from the link user; 404 with row 2 of pairs.csv."
    ]
