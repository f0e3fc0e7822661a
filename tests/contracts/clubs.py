"""Clubs with imports: a document with nested resources, and a small server of it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.loading.document import load_contract
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve

SPEC = Path(__file__).parents[1] / "fixtures" / "clubs.yaml"
CLUBS = load_contract(SPEC)
IMPORTS = {"red": 2, "blue": 3}
"""The clubs of the server, each with the id of its import."""


def answer(seen):
    """Answer with the clubs and their imports."""
    path = urlsplit(seen.target).path
    if seen.method not in {"GET", "HEAD"}:
        return Reply(status=405, headers={"Allow": "GET, HEAD"})
    if path == "/clubs":
        return Reply(body=[{"slug": club, "id": n} for n, club in enumerate(IMPORTS)])
    match = re.fullmatch(r"/clubs/(\w+)(?:(/imports)(?:/([0-9]+))?)?", path)
    if match is None or match[1] not in IMPORTS:
        return Reply(status=404, body={})
    one = {"id": IMPORTS[match[1]]}
    if not match[2]:
        return Reply(body={"slug": match[1], "id": 0})
    if not match[3]:
        return Reply(body={"imports": [one]})
    return Reply(body=one) if match[3] == str(one["id"]) else Reply(status=404, body={})


def checked(answers=answer, probes=frozenset(), **changes):
    """Return the report of a check of the clubs without probes, and the server."""
    given = {"specs": (SPEC,), "profile": PROFILES["smoke"], "probes": probes, **changes}
    with serve(answers) as server:
        report = check(CheckSettings(targets=(server.url,), **given), HastyClock())
    return report, server
