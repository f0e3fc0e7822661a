"""Tests of what a run sets up for one server."""

from contracts.http.client.limits import Limits
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.run.session import open_sessions
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.server import ServerSettings
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
