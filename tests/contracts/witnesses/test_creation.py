"""Tests of witnesses as runs write them."""

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.witness import read_witness
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.shop import ORDER, SPEC, VARIABLES
from tests.contracts.shop_server import shop


def witnesses(change, folder, **changes):
    """Return the witnesses that a run on a changed shop writes, by rule, and the report."""
    with serve(shop(change)) as server:
        report = check(
            CheckSettings(
                targets=(server.url,),
                specs=(SPEC,),
                profile=PROFILES["smoke"],
                witnesses=folder,
                **changes,
            ),
            HastyClock(),
        )
    files = [Path(found.witness) for found in report.findings if found.witness]
    return {witness.rule: witness for witness in map(read_witness, files)}, report


def lost(_seen, reply):
    """Return an order with a status that does not exist."""
    return replace(reply, body={**reply.body, "status": "lost"}) if is_order(reply) else reply


def is_order(reply):
    """Whether an answer shows the order."""
    return isinstance(reply.body, dict) and reply.body.get("id") == ORDER["id"]


def test_a_wrong_answer_is_one_request(tmp_path):
    """The witness is the request that shows it, sent again, and no other."""
    found, _ = witnesses(lost, tmp_path)

    witness = found["schema"]
    assert [step.request.target for step in witness.steps] == ["/v1/orders/7"]
    assert witness.rounds == 1


def test_what_falls_between_two_answers_is_two_requests(tmp_path):
    """A finding of several requests has a witness with several, and no more than needed."""
    lock, count = threading.Lock(), [0]

    def falling(_seen, reply):
        if not is_order(reply):
            return reply
        with lock:
            count[0] += 1
            done = 4 if count[0] % 2 else 1
        return replace(reply, body={**ORDER, "done": done})

    found, _ = witnesses(falling, tmp_path)

    assert len(found["shop.done-does-not-fall"].steps) == 2


def test_what_shows_now_and_then_is_asked_for_again(tmp_path):
    """Every fifth answer is wrong: the witness says how many rounds it took."""
    lock, count = threading.Lock(), [0]

    def seldom(seen, reply):
        if not is_order(reply):
            return reply
        with lock:
            count[0] += 1
            return lost(seen, reply) if count[0] % 5 == 2 else reply

    found, _ = witnesses(seldom, tmp_path)

    assert 1 <= found["schema"].rounds <= 5


def test_what_does_not_show_again_is_kept_as_it_was(tmp_path):
    """A fault that is gone at once leaves its recorded exchange, and no round."""
    first = []

    def once(seen, reply):
        if is_order(reply) and not first:
            first.append(seen)
            return lost(seen, reply)
        return reply

    found, _ = witnesses(once, tmp_path)

    assert (found["schema"].rounds, len(found["schema"].steps)) == (0, 1)
    assert b"lost" in found["schema"].steps[0].response.body


def test_warnings_have_witnesses_only_where_they_fail(tmp_path):
    """An odd total passes; with --strict it fails, and is witnessed."""

    def odd(_seen, reply):
        return replace(reply, body={**ORDER, "total": 11}) if is_order(reply) else reply

    relaxed, _ = witnesses(odd, tmp_path)
    strict, _ = witnesses(odd, tmp_path, is_strict=True)

    assert "shop.total-is-even" not in relaxed
    assert "shop.total-is-even" in strict


def test_what_was_sent_again_is_counted(tmp_path):
    """The tally proves all that was sent, witnesses included."""
    _, with_witness = witnesses(lost, tmp_path)
    _, without = witnesses(lost, None)

    assert with_witness.tally.requests > without.tally.requests


def test_secrets_are_replaced_by_names(tmp_path):
    """A token that was sent is replaced by its name in the file."""
    found, _ = witnesses(lost, tmp_path, environ={"SHOP_TOKEN": "hush-hush"}, env=VARIABLES)

    text = next(tmp_path.glob("*.json")).read_text(encoding="utf-8")
    assert "hush-hush" not in text
    assert found["schema"].variables == {"SHOP_TOKEN"}


@pytest.mark.parametrize("is_always", [True, False], ids=["always", "once"])
def test_a_wrong_credential_is_sent_again_once(tmp_path, is_always):
    """Its witness takes one round, whether the finding shows again or not: many lock an account."""
    right, taken = "hush-hush", []

    def careless(seen, reply):
        sent = seen.header("X-Token")
        if not is_order(reply) or sent == right:
            return reply
        if sent and seen.method == "GET" and (is_always or sent not in taken):
            taken.append(sent)
            return reply
        return Reply(status=401, body={"error": "no"})

    found, wrong = probed(careless, tmp_path, right)

    assert found["access-enforced"].rounds == (1 if is_always else 0)
    assert max(wrong.values()) <= 2, wrong


def test_a_wrong_credential_is_not_sent_on_the_way_to_another_finding(tmp_path):
    """What came before a finding is sent again without the wrong credentials."""
    owner, first = {"hush-hush": "corner", "of-another": "b"}, []

    def once_open(seen, reply):
        if not is_order(reply):
            return reply
        token, asked = seen.header("X-Token"), seen.header("X-Shop")
        mine = replace(reply, body={**ORDER, "total": 12}) if asked == "b" else reply
        if owner.get(token) == asked:
            return mine
        if token in owner and not first:
            first.append(seen)
            return mine
        return Reply(status=403, body={"error": "no"})

    found, wrong = probed(once_open, tmp_path, "hush-hush")

    assert found["access-enforced"].rounds == 0
    assert max(wrong.values()) <= 2, wrong  # GET and HEAD with an unknown one


def probed(change, folder, right):
    """Return what `witnesses` does, and how often each wrong credential came."""
    seen = []

    def counted(request, reply):
        seen.append(request.header("X-Token"))
        return change(request, reply)

    found, _ = witnesses(
        counted,
        folder,
        environ={"SHOP_TOKEN": right, "OTHER_SHOP_TOKEN": "of-another", "OTHER_SHOP_NAME": "b"},
        env=VARIABLES | {"OTHER_SHOP_TOKEN", "OTHER_SHOP_NAME"},
        probes=frozenset({"access"}),
    )
    return found, Counter(text for text in seen if text not in {None, right, "of-another"})
