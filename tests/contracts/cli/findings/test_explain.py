"""Tests of the command `contracts explain`."""

import json

from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.witnesses.test_creation import lost


def test_an_explanation_is_printed(capsys):
    """Of a rule of the packaged contracts, without any server."""
    code, out, _ = run(capsys, "explain", "schema")

    assert code == 0
    assert out.startswith("schema  (check)")


def test_without_an_id_all_are_listed(capsys):
    """Checks and the rules of the loaded documents."""
    code, out, _ = run(capsys, "explain", "--spec", str(SPEC))

    assert code == 0
    assert "shop.total-is-even" in out


def test_a_misspelt_id_ends_with_2(capsys):
    """The nearest id is reported."""
    code, out, err = run(capsys, "explain", "schemas")

    assert (code, out) == (2, "")
    assert "did you mean 'schema'" in err


def test_the_rules_of_a_chosen_operation_are_listed(capsys):
    """Those that judge answers of other operations only are left out."""
    _, every, _ = run(capsys, "explain", "--spec", str(SPEC))
    code, out, _ = run(capsys, "explain", "--spec", str(SPEC), "--operation", "listOrders")

    assert code == 0
    assert "shop.done-does-not-fall" in every
    assert "shop.done-does-not-fall" not in out
    assert "shop.total-is-even" in out


def test_a_misspelt_operation_ends_with_2(capsys):
    """As in a check."""
    code, _, err = run(capsys, "explain", "--spec", str(SPEC), "--operation", "listOrder")

    assert code == 2
    assert "did you mean 'listOrders'" in err


def test_a_finding_of_a_report_is_explained_with_its_rule(capsys, tmp_path):
    """Straight from a run: the id is all that is needed."""
    path = tmp_path / "report.json"
    with serve(shop(lost)) as server:
        spec = ("--spec", str(SPEC), "--profile", "smoke")
        run(capsys, "check", server.url, *spec, "--report", f"json={path}")
    [found] = [f for f in json.loads(path.read_text())["findings"] if f["rule"] == "schema"]
    code, out, _ = run(capsys, "explain", found["id"][:8], "--report", str(path))

    assert code == 0
    assert out.startswith(f"{found['id']}  (error")
    assert "shown by  GET /v1/orders/7  200" in out
    assert "schema  (check)" in out
