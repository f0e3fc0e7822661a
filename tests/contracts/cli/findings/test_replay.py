"""Tests of the command `contracts replay`."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.acceptance.commands import run_here
from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.witnesses.test_creation import lost


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the file of a witness that a run has written."""
    folder = tmp_path_factory.mktemp("witnesses")
    with serve(shop(lost)) as server:
        spec = ("--spec", str(SPEC), "--profile", "smoke")
        run_here("contracts", "check", server.url, *spec, "--witnesses", str(folder))
    return next(folder.glob("shop.schema.*.json"))


@pytest.fixture
def file(written, tmp_path):
    """Return a copy of it, which the test may change."""
    return Path(shutil.copy(written, tmp_path))


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


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("schemathesis.response-schema-conformance", 0, "fixed  schemathesis.response-schema"),
        ("schemathesis.ignored-auth", 2, "no check judges by the rule 'schemathesis.ignored-auth'"),
    ],
)
def test_a_rule_of_schemathesis_is_judged_where_it_can_be(capsys, file, rule, code, words):
    """A check that needs more than an answer is not."""
    document = {**json.loads(file.read_text("utf-8")), "rule": rule}
    file.write_text(json.dumps(document), encoding="utf-8")
    with serve(shop()) as server:
        ended, out, err = run(
            capsys, "replay", str(file), "--url", f"{server.url}/v1", "--spec", str(SPEC)
        )

    assert ended == code
    assert words in out + err


def test_what_cannot_be_said_ends_with_2(capsys, file):
    """A server that is gone proves nothing."""
    code, out, _ = run(
        capsys,
        "replay",
        str(file),
        "--url",
        "http://127.0.0.1:9/v1",
        "--spec",
        str(SPEC),
        "--format",
        "json",
    )

    assert code == 2
    assert json.loads(out)["fate"] == "cannot be said"


def test_a_file_that_is_no_witness_ends_with_2(capsys, tmp_path):
    """One message in parts, no traceback."""
    code, out, err = run(capsys, "replay", str(tmp_path / "nothing.json"))

    assert (code, out) == (2, "")
    assert "this is not a witness" in err


def test_requests_go_through_the_proxy_that_is_named(capsys, file):
    """A server that only a proxy reaches is asked by its whole URL."""

    def forward(seen):
        return shop()(replace(seen, target=seen.target.removeprefix("http://shop.example")))

    with serve(forward) as proxy:
        server = ("--url", "http://shop.example/v1", "--spec", str(SPEC))
        code, out, err = run(capsys, "replay", str(file), *server, "--proxy", proxy.url)

    assert (code, err) == (0, "")
    assert "fixed  schema" in out
    assert proxy.seen[0].target == "http://shop.example/v1/orders/7"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--tls-ca", "nowhere.pem"), "--tls-ca nowhere.pem"),
        (("--tls-key", "key.pem"), "a key without its certificate"),
        (("--proxy", "socks://h:1"), "this is not a proxy"),
        (("--rate", "-1"), "--rate"),
    ],
)
def test_ways_to_a_server_that_are_none_end_with_2(capsys, file, options, words):
    """Nothing is sent when the way cannot be taken."""
    with serve(shop()) as server:
        code, out, err = run(
            capsys, "replay", str(file), "--url", server.url, "--spec", str(SPEC), *options
        )

    assert (code, out, server.seen) == (2, "", [])
    assert words in err


def test_several_witnesses_are_sent_one_after_the_other(capsys, file, tmp_path):
    """One that is still there decides the exit code; JSON has all of them."""
    other = tmp_path / "other.json"
    other.write_text(file.read_text("utf-8").replace("/v1/orders/7", "/v1/orders"), "utf-8")
    with serve(shop(lost)) as server:
        named = (str(file), str(other), "--url", f"{server.url}/v1", "--spec", str(SPEC))
        code, out, _ = run(capsys, "replay", *named)
        json_code, document, _ = run(capsys, "replay", *named, "--format", "json")

    assert code == json_code == 1
    assert out.count("schema") == 2
    assert out.splitlines()[-1].startswith("2 witnesses: ")
    assert json.loads(document)["replays"][0]["fate"] == "still there"
    assert json.loads(document)["exit_code"] == 1


def test_all_witnesses_are_read_before_one_is_sent(capsys, file, tmp_path):
    """A misspelt name costs no request."""
    with serve(shop(lost)) as server:
        code, out, err = run(
            capsys, "replay", str(file), str(tmp_path / "none.json"), "--url", f"{server.url}/v1"
        )

    assert (code, out) == (2, "")
    assert "this is not a witness" in err
