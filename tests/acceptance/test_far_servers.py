"""`contracts` with a remote server: slow, bounded, and with no other host."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.acceptance.commands import run_here
from tests.contracts.live import LiveServer, Reply, Seen, serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop

TOKEN = {
    "SHOP_TOKEN": "hush-hush-42",
    "CONTRACTS_CHECK_ENV": "SHOP_TOKEN",
    "CONTRACTS_FUZZ_ENV": "SHOP_TOKEN",
    "CONTRACTS_REPLAY_ENV": "SHOP_TOKEN",
}
GENTLE = 5
"""Requests per second without --rate."""


@pytest.fixture(scope="module")
def address() -> str:
    """Return an address of this machine other than loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))  # sends nothing: the system chooses its own address
            found: str = sock.getsockname()[0]
        except OSError:
            found = "127.0.0.1"
    if found.startswith(("127.", "0.")):
        pytest.skip("this machine has no address but loopback")
    return found


@pytest.fixture
def far(address: str) -> Iterator[LiveServer]:
    """Serve a healthy shop on that address."""
    with serve(shop(), address) as server:
        yield server


def check(server: LiveServer, *options: str):
    """Run a check of the shop."""
    return run_here("contracts", "check", server.url, "--spec", str(SPEC), *options, env=TOKEN)


def test_rate_and_budget_are_kept(address):
    """The rate is limited by default; the report states why the run ended."""
    times: list[float] = []

    def timed(seen: Seen) -> Reply:
        times.append(time.monotonic())
        return shop()(seen)

    with serve(timed, address) as server:
        done = check(server, "--max-requests", "9", "--profile", "smoke")

    assert len(times) == 9
    assert times[-1] - times[0] >= 7 / GENTLE
    assert "the run has sent the 9 requests that it may" in " ".join(done.stdout.split())


def test_other_credentials_are_sent_only_on_demand(far):
    """A wrong credential may lock an account: a remote server needs a flag."""
    check(far, "--rate", "0", "--profile", "smoke")
    plain = {seen.header("X-Token") for seen in far.seen}
    far.seen.clear()
    check(far, "--rate", "0", "--profile", "smoke", "--probe-access")
    probed = {seen.header("X-Token") for seen in far.seen}

    assert plain <= {"hush-hush-42", None}  # the first request, a ping, has no credential
    assert len(probed - plain) > 1


def test_only_safe_methods_are_sent(far):
    """Without --unsafe even the largest profile sends no other methods."""
    check(far, "--rate", "0", "--max-requests", "400", "--max-time", "20s")

    assert far.methods == {"GET", "HEAD", "OPTIONS"}


def test_a_dry_run_sends_nothing(far):
    """Not even a ping is sent; the limits of a run are shown."""
    done = check(far, "--dry-run")

    assert done.returncode == 0
    assert far.seen == []
    assert "at most   500 requests, 5 a second" in done.stdout


def test_redirects_are_not_followed(address):
    """Another host gets no request."""
    with serve(shop(), address) as other:
        away = {"Location": f"{other.url}/v1/orders/7"}
        with serve(lambda _: Reply(status=302, headers=away), address) as first:
            done = check(first, "--rate", "0", "--profile", "smoke", "--max-requests", "30")

            assert first.seen
        assert other.seen == []
    assert done.returncode == 1


@pytest.mark.parametrize("command", [("check",), ("fuzz", "--for", "30s")])
def test_production_needs_a_flag(far, tmp_path, command):
    """A host that the contract marks as production gets requests only with the flag."""
    marked = f"  - url: {far.url}/v1\n    x-production: true\n"
    text = SPEC.read_text(encoding="utf-8").replace(
        "  - url: https://shop.example/v1\n", "  - url: https://shop.example/v1\n" + marked
    )
    spec = tmp_path / "shop.yaml"
    spec.write_text(text, encoding="utf-8")
    (tmp_path / "discrepancies.yaml").write_bytes((SPEC.parent / "discrepancies.yaml").read_bytes())
    words = [*command, far.url, "--spec", str(spec), "--rate", "0", "--max-requests", "5"]
    refused = run_here("contracts", *words, env=TOKEN, cwd=tmp_path)
    before = len(far.seen)
    run_here("contracts", *words, "--allow-production", env=TOKEN, cwd=tmp_path)

    assert refused.returncode == 2
    assert "--allow-production" in refused.stderr
    assert before == 0
    assert len(far.seen) == 5


def test_fuzzing_keeps_the_rate_and_the_paths(far, tmp_path):
    """The rate is that of a check, and only values of parameters change in a path."""
    run_here(
        "contracts",
        *("fuzz", far.url, "--spec", str(SPEC), "--for", "3s"),
        env=TOKEN,
        cwd=tmp_path,
    )

    assert 1 <= len(far.seen) <= 3 * GENTLE + 2
    assert all(seen.target.startswith("/v1/orders") for seen in far.seen[1:])
