"""Tests of the command `contracts replay`."""

import json

import pytest

from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.test_cli import run
from tests.contracts.test_witnessing import lost


@pytest.fixture
def file(capsys, tmp_path):
    """Return the file of a witness that a run has written."""
    with serve(shop(lost)) as server:
        spec = ("--spec", str(SPEC), "--profile", "smoke")
        run(capsys, "check", server.url, *spec, "--witnesses", str(tmp_path))
    return next(tmp_path.glob("shop.schema.*.json"))


@pytest.mark.parametrize(
    ("answer", "code", "word"), [(shop(lost), 1, "still there"), (shop(), 0, "fixed")]
)
def test_the_exit_code_says_what_became_of_it(capsys, file, answer, code, word):
    """0 when it is fixed, 1 when it is still there, and the requests are listed."""
    with serve(answer) as server:
        ended, out, _ = run(
            capsys, "replay", str(file), "--url", f"{server.url}/v1", "--spec", str(SPEC)
        )

    assert ended == code
    assert out.startswith("  1  GET /v1/orders/7  200, ")
    assert f"{word}  schema" in out


def test_what_cannot_be_said_ends_with_2(capsys, file):
    """A server that is gone proves nothing."""
    code, out, _ = run(
        capsys, "replay", str(file), "--url", "http://127.0.0.1:9/v1", "--spec", str(SPEC), "--json"
    )

    assert code == 2
    assert json.loads(out)["fate"] == "cannot be said"


def test_a_file_that_is_no_witness_ends_with_2(capsys, tmp_path):
    """One message in parts, no traceback."""
    code, out, err = run(capsys, "replay", str(tmp_path / "nothing.json"))

    assert (code, out) == (2, "")
    assert "this is no witness" in err
