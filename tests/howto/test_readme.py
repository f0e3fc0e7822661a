"""The README's walk-through, run line by line."""

import re
import subprocess
from pathlib import Path

from tests.acceptance.commands import command, environment, mock_process

README = Path(__file__).parents[2] / "README.md"


def walk_through() -> list[str]:
    """Return the commands between the two marks, in order."""
    text = README.read_text(encoding="utf-8")
    part = text.split("<!-- walk-through -->")[1].split("<!-- end of the walk-through -->")[0]
    return re.findall(r"^\$ (.*)$", part, re.MULTILINE)


def typed(line: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run one line as a user types it, with this run's server and commands."""
    line = line.replace("http://127.0.0.1:4010", url)
    line = line.replace(".venv/bin/mock-server", command("mock-server"))
    return subprocess.run(  # noqa: S603 - the README's own lines
        ["bash", "-c", line.replace("curl ", "curl --silent --show-error --fail ")],  # noqa: S607
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=environment(),
        timeout=60,
    )


def test_walk_through_works():
    """The README's lines show a job that moves, fails and restarts, and pages of a list."""
    serve, *rest = walk_through()
    arguments = serve.removeprefix(".venv/bin/mock-server serve ").split()
    with mock_process(*arguments) as mock:
        done = [typed(line, mock.url) for line in rest]

    assert [each.returncode for each in done] == [0] * len(rest), [each.stderr for each in done]
    first, _, second, frozen, stepped, restarted, page, listing, exported = (
        each.stdout for each in done
    )
    assert '"status":"waiting"' in first
    assert "retry-after: 1" in first  # five seconds of a clock that goes ten times as fast
    assert '"status":"finished"' in second
    assert '"status":"failed"' not in frozen
    assert '"status":"failed"' in stepped
    assert '"status":"failed"' not in restarted
    assert page.count('"type":"subscription_import"') == 50
    assert "happy-import" in listing
    assert '"happy-import-30s"' in exported
