"""Tests of witnesses as runs write them."""

import threading
from dataclasses import replace
from pathlib import Path

from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.witness import read_witness
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import serve
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
