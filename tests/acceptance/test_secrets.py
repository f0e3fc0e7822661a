"""No secret reaches a file or the terminal, even if a server sends it back."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.acceptance.commands import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop

TOKEN, OTHER, HEADER = "hush/hush+42=token", "their/own+token=43", "Bearer mine/alone+44="
ENVIRONMENT = {
    "SHOP_TOKEN": TOKEN,
    "SHOP_NAME": "corner",
    "OTHER_SHOP_TOKEN": OTHER,
    "OTHER_SHOP_NAME": "market",
}
OPTIONS = (
    *("--spec", str(SPEC), "--header", f"X-Mine: {HEADER}"),
    *("--env", "SHOP_TOKEN", "--env", "SHOP_NAME"),
)


def echoing(seen, reply):
    """Return the received secrets as text, escaped and in a header, in an invalid order."""
    sent = [seen.header(name) or "" for name in ("X-Token", "X-Mine")]
    if reply.status != 200 or "status" not in (reply.body or {}):
        return reply
    echo = {"plain": sent, "escaped": [quote(text, safe="") for text in sent]}
    headers = {**reply.headers, "X-Echo": sent[0], "Set-Cookie": f"session={sent[0]}"}
    return replace(reply, body={**reply.body, "status": sent[0], "echo": echo}, headers=headers)


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, str]:
    """Run every command that writes files; return their folder and the terminal's text."""
    folder = tmp_path_factory.mktemp("written")
    texts = []

    def contracts(*words: str) -> None:
        done = run("contracts", *words, env=ENVIRONMENT, cwd=folder)
        assert done.returncode in {0, 1}, done.stderr
        texts.append(done.stdout + done.stderr)

    formats = ("json", "junit", "html", "github", "sarif", "gitlab", "markdown", "har")
    reports = [word for name in formats for word in ("--report", f"{name}={name}.out")]
    with serve(shop(echoing)) as server:
        quick = (server.url, *OPTIONS, "--profile", "smoke", "--max-requests", "80")
        contracts("check", *quick, *reports, "--witnesses", "kept")
        contracts("check", *quick, "--dry-run")
        contracts("baseline", "update", "known.yaml", *quick)
        contracts("fuzz", server.url, *OPTIONS, "--for", "30s", "--max-requests", "40")
        for witness in sorted((folder / "kept").glob("*.json"))[:1]:
            contracts("replay", str(witness), *OPTIONS)
    return folder, "".join(texts)


def spellings(secret: str) -> tuple[bytes, ...]:
    """Return the spellings in which a file may have a secret."""
    bare = secret.removeprefix("Bearer ")
    return (
        bare.encode(),
        quote(bare, safe="").encode(),
        b64encode(bare.encode()),
        bare.replace("/", "\\/").encode(),
    )


def test_every_kind_of_file_was_written(written):
    """There are reports, a witness, a baseline and a corpus to search."""
    folder, text = written
    names = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}

    assert {
        "json.out",
        "junit.out",
        "html.out",
        "github.out",
        "kept",
        "known.yaml",
        "fuzz",
    } <= names
    assert "no-reflection" in text or "schema" in text


@pytest.mark.parametrize("secret", [TOKEN, OTHER, HEADER])
def test_no_file_has_a_secret(written, secret):
    """No file has a secret in any spelling."""
    folder, _ = written
    leaks = [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and any(text in path.read_bytes() for text in spellings(secret))
    ]

    assert leaks == []


@pytest.mark.parametrize("secret", [TOKEN, OTHER, HEADER])
def test_no_terminal_shows_a_secret(written, secret):
    """Neither standard output nor standard error has a secret."""
    _, text = written

    assert not [found for found in spellings(secret) if found.decode() in text]
