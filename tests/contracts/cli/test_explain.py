"""Tests of the command `contracts explain`."""

from tests.contracts.cli.test_main import run
from tests.contracts.shop import SPEC


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
