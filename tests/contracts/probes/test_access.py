"""Tests of requests with other credentials, against a live shop."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest

from contracts.http.messages.exchange import Identity
from contracts.http.requests.credentials import second_credentials
from contracts.probes.access import run
from contracts.reports.json import render
from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, serve
from tests.contracts.probing import MINE, THEIRS, probed
from tests.contracts.shop import SHOP


def test_the_valid_credential_is_sent_by_its_owner_only():
    """Anonymous requests have no token, the others a wrong one."""
    with probed(run) as (exchanges, _):
        tokens = {
            asker: {dict(e.request.headers).get("X-Token") for e in exchanges if e.asker is asker}
            for asker in (Identity.OWN, Identity.ANONYMOUS, Identity.STRANGER)
        }

    assert tokens[Identity.OWN] == {"my-token-1"}
    assert tokens[Identity.ANONYMOUS] == {None}
    assert "my-token-1" not in tokens[Identity.STRANGER]
    assert {"MY-TOKEN-1", "my-token-", "my-token-x", ""} <= tokens[Identity.STRANGER]


def test_the_second_identity_uses_its_own_credential():
    """It requests its own resources and those of the first identity."""
    other = second_credentials(SHOP, (), {**MINE, **THEIRS})

    with probed(run, "showOrder", MINE, second_identity=other) as (exchanges, _):
        seen = {
            (e.asker, dict(e.request.headers)["X-Token"], dict(e.request.headers)["X-Shop"])
            for e in exchanges
            if e.asker in {Identity.OTHER, Identity.INTRUDER}
        }

    assert seen == {
        (Identity.OTHER, "their-token-2", "market"),
        (Identity.INTRUDER, "their-token-2", "corner"),
    }


def test_without_credentials_there_is_nothing_to_probe():
    """Without a credential it is unknown what the server protects."""
    with probed(run, "showOrder", {}) as (exchanges, _):
        assert exchanges == ()


KEYS = """
openapi: 3.0.3
info: {title: Locks, version: "1"}
paths:
  /query: {get: {operationId: inQuery, security: [{q: []}], responses: &answers
    {"200": {description: ok, content: {application/json: {schema: {type: object}}}},
     "401": {description: no}}}}
  /header: {get: {operationId: inHeader, security: [{h: []}], responses: *answers}}
  /cookie: {get: {operationId: inCookie, security: [{c: []}], responses: *answers}}
components:
  securitySchemes:
    q: {type: apiKey, in: query, name: api_key}
    h: {type: apiKey, in: header, name: X-Key}
    c: {type: apiKey, in: cookie, name: sid}
"""


def locks(length):
    """Return locks that look at the first letters of a key only, in each place."""

    def answer(seen):
        parts = urlsplit(seen.target)
        cookies = SimpleCookie(seen.header("Cookie") or "")
        key = {
            "/query": dict(parse_qsl(parts.query)).get("api_key"),
            "/header": seen.header("X-Key"),
            "/cookie": cookies["sid"].value if "sid" in cookies else None,
        }.get(unquote(parts.path))
        if seen.method not in {"GET", "HEAD"}:
            return Reply(status=405, headers={"Allow": "GET, HEAD"})
        is_open = (key or "")[:length] == "hush+key/0123="[:length]
        if is_open:
            return Reply(body={"ok": True})
        return Reply(status=401, body={"sent": key}, headers={"WWW-Authenticate": "Key"})

    return answer


@pytest.mark.parametrize(("length", "holes"), [(None, set()), (8, {"query", "header", "cookie"})])
def test_a_key_is_tried_wherever_it_is_sent(tmp_path, length, holes):
    """A lock that half a key opens is found in a query and a cookie as in a header; none leaks."""
    spec = tmp_path / "locks.yaml"
    spec.write_text(KEYS, encoding="utf-8")
    key = "hush+key/0123="
    with serve(locks(length)) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            known_values={"api_key": (key,), "sid": (key,)},
            headers=(("X-Key", key),),
        )
        report = check(settings, HastyClock())

    accused = {each.operation for each in report.findings if each.finding.rule == "access-enforced"}
    assert accused == {f"in{place.capitalize()}" for place in holes}
    shown = f"{report!r}{render(report)}"
    assert key not in shown
    assert quote(key, safe="") not in shown
