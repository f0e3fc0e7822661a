"""Tests of `contracts baseline` and `contracts check --baseline`."""

import pytest

from contracts.results.baseline import read_baseline
from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.witnesses.test_creation import lost

ONE = ("--spec", str(SPEC), "--profile", "smoke", "--operation", "showOrder")
QUICK = (*ONE, "--only", "schema")


def test_what_was_written_down_passes(capsys, tmp_path):
    """After an update the same findings do not fail; a run shows who accepted them."""
    file = tmp_path / "b.yaml"
    with serve(shop(lost)) as server:
        before, _, _ = run(capsys, "check", server.url, *QUICK)
        update = ("baseline", "update", str(file), server.url, *QUICK)
        run(capsys, *update, "--owner", "me", "--reason", "SHOP-12")
        code, out, _ = run(capsys, "check", server.url, *QUICK, "--baseline", str(file))

    assert (before, code) == (1, 0)
    assert {entry.owner for entry in read_baseline(file)} == {"me"}
    assert "known    schema  (showOrder) until" in out


def test_what_has_vanished_is_reported_and_taken_out(capsys, tmp_path):
    """A healthy server empties the list."""
    file = tmp_path / "b.yaml"
    with serve(shop(lost)) as server:
        run(capsys, "baseline", "update", str(file), server.url, *QUICK)
    with serve(shop()) as server:
        _, out, _ = run(capsys, "check", server.url, *QUICK, "--baseline", str(file))
        run(capsys, "baseline", "update", str(file), server.url, *QUICK)

    assert "vanished schema  (showOrder)" in out
    assert read_baseline(file) == ()


def test_a_finding_whose_rule_is_left_out_stays(capsys, tmp_path):
    """A run without the rule neither calls it vanished nor takes its entry out; both say so."""
    file = tmp_path / "b.yaml"
    without = (*ONE, "--skip", "schema")
    with serve(shop(lost)) as server:
        run(capsys, "baseline", "update", str(file), server.url, *QUICK, "--owner", "me")
        before = read_baseline(file)
        _, out, _ = run(capsys, "check", server.url, *without, "--baseline", str(file))
        _, updated, _ = run(capsys, "baseline", "update", str(file), server.url, *without)

    assert {entry.rule for entry in before} == {"schema"}
    assert "vanished" not in out
    assert "not judged in this run" in out
    assert set(before) <= set(read_baseline(file))
    assert "0 vanished\nkept, as this run did not judge it: schema (showOrder)" in updated


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_baseline_that_cannot_be_read_ends_with_2(capsys, name):
    """Nothing is sent, and the message names the file."""
    with serve(shop()) as server:
        code, out, err = run(capsys, "check", server.url, *QUICK, "--baseline", name)

    assert (code, out, server.seen) == (2, "", [])
    assert name in err
