"""What `contracts check` does with the server that it is given, and with one that is not there."""

import threading
from dataclasses import replace

from tests.acceptance.commands import run_here
from tests.acceptance.platform import check, platform
from tests.contracts.live import Reply, Seen, serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def test_one_api_of_a_server_can_be_checked():
    """API=URL checks only that API."""
    with serve(platform) as server:
        result = run_here("contracts", "check", f"placewise={server.url}", "--profile", "smoke")

    assert result.returncode == 0, result.stdout
    assert "listImportJobs" not in result.stdout
    assert not any("/subscriptions" in seen.target for seen in server.seen)


def test_an_api_may_have_another_base_path():
    """The path of a URL replaces the documented base path."""

    def moved(seen: Seen) -> Reply:
        if not seen.target.startswith("/v2/"):
            return Reply(status=404, body={})
        return platform(replace(seen, target=seen.target.removeprefix("/v2")))

    with serve(moved) as server:
        target = f"elastic_path={server.url}/v2"
        result = run_here("contracts", "check", target, "--profile", "smoke")

    assert result.returncode == 0, result.stdout


def test_a_third_api_is_checked_by_its_document_alone():
    """--spec is enough; operations that may change state are left out and listed."""
    with serve(shop()) as server:
        result = run_here(
            *("contracts", "check", server.url, "--spec", str(SPEC)), *("--profile", "smoke")
        )

    assert result.returncode == 0, result.stdout
    assert "createOrder  POST /v1/orders  LEFT OUT" in result.stdout
    assert server.methods == {"GET", "HEAD", "OPTIONS"}


def test_an_unreachable_server_could_not_be_checked():
    """Without a server the run neither passes nor fails: exit 2, with one message."""
    result = run_here("contracts", "check", "http://127.0.0.1:9", "--profile", "smoke")

    assert (result.returncode, result.stdout) == (2, "")
    assert "the connection was refused" in result.stderr
    assert "Traceback" not in result.stderr


def test_waiting_for_a_server_ends():
    """--wait bounds the time."""
    result = run_here("contracts", "check", "http://127.0.0.1:9", "--wait", "300ms")

    assert result.returncode == 2


def test_a_hanging_server_ends_the_wait():
    """A server that accepts a connection and never answers is reported by the timeout."""
    never = threading.Event()
    result, _ = check(lambda _: Reply(after=never), "--timeout", "300ms", "--profile", "smoke")
    never.set()

    assert result.returncode == 2
    assert "no answer within 0.3 s" in result.stderr
