"""Tests of what a run sets up for one server."""

import sys
from collections import Counter
from dataclasses import replace

import pytest

from contracts.errors import OptionError
from contracts.http.client import tokens
from contracts.http.client.limits import Limits
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.reports.json import render
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.server import ServerSettings
from tests.contracts.clubs import answer, checked
from tests.contracts.live import Reply
from tests.contracts.probing import MINE, THEIRS
from tests.contracts.shop import TARGET, VARIABLES

TOKENS = ("my-token-1", "their-token-2")


def session(**options):
    """Return the session of a run on the shop that knows two identities."""
    settings = ServerSettings(environ={**MINE, **THEIRS}, env=VARIABLES)
    clock = SystemClock()
    transport = Transport(Limits(origins=frozenset()), clock)
    [opened] = open_sessions([TARGET], settings, transport, clock, **options)
    return opened


def test_secrets_of_both_identities_are_hidden():
    """Every command that sends requests hides the credentials of both identities."""
    redactor = session().credentials.redactor

    assert not any(token in redactor.text(f"token {token}!") for token in TOKENS)


def test_altered_secrets_are_hidden_as_a_whole():
    """The access probe sends a token with another end; a report shows a variable in its place."""
    redactor = session(hides_altered_secrets=True).credentials.redactor

    assert redactor.text("is my-token-x.") == "is $SHOP_TOKEN_OTHER_END."


def test_the_time_of_a_run_is_bounded_by_its_settings():
    """A check ends with its profile; a command without a limit of its own does not end."""
    assert session().deadline.seconds == 0.0
    clock = SystemClock()
    transport = Transport(Limits(origins=frozenset()), clock)
    [opened] = open_sessions([TARGET], CheckSettings(targets=()), transport, clock)

    assert opened.deadline.seconds == 600.0


def test_refused_variables_are_named():
    """A document that asks for a variable which is not allowed says so in the notes."""
    clock = SystemClock()
    transport = Transport(Limits(origins=frozenset()), clock)
    [opened] = open_sessions([TARGET], ServerSettings(environ=MINE), transport, clock)

    assert any("--env SHOP_TOKEN" in note for note in opened.notes)
    assert opened.secrets == ()


def test_an_expired_token_is_renewed_and_never_shown(tmp_path, monkeypatch, capsys):
    """A run goes on with the next token of the command; a server that echoes it leaks nothing."""
    monkeypatch.setattr(tokens, "MIN_SECONDS", 0.0)
    counter = tmp_path / "count"
    counter.write_text("0", encoding="utf-8")
    program = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]); n = int(p.read_text()) + 1;"
        "p.write_text(str(n)); print(f'hush-token-{n}'); print('hush-error', file=sys.stderr)"
    )
    uses = Counter()

    def locked(seen):
        sent = seen.header("Authorization") or ""
        uses[sent] += 1
        newest = f"Bearer hush-token-{counter.read_text(encoding='utf-8')}"
        if sent != newest or uses[sent] > 6:
            return Reply(status=401, body={"echo": sent}, headers={"WWW-Authenticate": "Bearer"})
        reply = answer(seen)
        return replace(reply, headers={"X-Echo": sent})

    report, _ = checked(locked, token_command=(sys.executable, "-I", "-c", program, str(counter)))

    assert {o.id: report.label_of(o) for o in report.operations} == dict.fromkeys(
        ("listClubs", "showClub", "listImports", "showImport"), "pass"
    )
    assert "The token was renewed" in "\n".join(report.notes)
    assert int(counter.read_text(encoding="utf-8")) > 2
    assert report.repeat[-2:] == ("--token-command", '"$TOKEN_COMMAND"')
    shown = "".join([repr(report), render(report), *capsys.readouterr()])
    assert "hush" not in shown


def test_a_header_and_a_command_for_the_same_token_are_refused():
    """It would not be clear which of them counts."""
    with pytest.raises(OptionError, match="given twice"):
        checked(token_command=("true",), headers=(("authorization", "Bearer x"),))


def test_a_command_that_fails_ends_the_run_before_any_request():
    """The message has its exit code."""
    with pytest.raises(OptionError, match="gave no token") as caught:
        checked(token_command=("false",))

    assert caught.value.found == "it ended with exit code 1"
