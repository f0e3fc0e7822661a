"""Tests of the options that repeat a run."""

from pathlib import Path

import pytest

from contracts.http.client.connector import connection_settings
from contracts.http.client.limits import RequestBudget
from contracts.run.settings import repetition
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import options_of, settings_from
from contracts.run.settings.repetition import options_to_repeat, options_to_replay
from openapi.contract import Severity


def test_what_makes_another_run_the_same_is_repeated():
    """What is checked and judged and how, ready for a shell; a header's value may be secret."""
    settings = CheckSettings(
        targets=("http://h",),
        known_values={"id": ("a b",)},
        headers=(("X-Who", "hush"),),
        budget=RequestBudget(per_second=0.5, max_requests=9, max_seconds=60.0),
        timeout_seconds=0.5,
        workers=4,
        seed=7,
        connection=connection_settings(is_insecure=True, proxy="http://proxy:3128"),
        only=frozenset({"schema"}),
        skip=frozenset({"head"}),
        min_severity=Severity.WARNING,
        is_strict=True,
        is_probing_access=True,
        baseline=Path("known findings.yaml"),
    )

    assert options_to_repeat(settings) == (
        *("--only", "schema", "--skip", "head", "--severity", "warning", "--param", "'id=a b'"),
        *("--timeout", "0.5s", "--rate", "0.5", "--max-requests", "9", "--max-time", "60"),
        *("--workers", "4", "--seed", "7"),
        *("--header", '"X-Who: $X_WHO"'),
        *("--proxy", "http://proxy:3128", "--tls-insecure"),
        *("--baseline", "'known findings.yaml'"),
        *("--probe-access", "--strict"),
    )


def test_a_key_that_param_gives_is_not_repeated():
    """The command that is printed names a variable in its place."""
    settings = CheckSettings(targets=("http://h",), known_values={"api_key": ("hush",)})

    words = options_to_repeat(settings, frozenset({"api_key"}))

    assert words == ("--param", 'api_key="$API_KEY"')
    assert "hush" not in repr(settings)


def test_a_witness_is_replayed_with_the_same_documents_and_credentials():
    """What the witness has in it, and what `contracts replay` does not know, is left out."""
    settings = CheckSettings(
        targets=("http://h",),
        specs=("a shop.yaml",),
        overlays=(Path("ours.yaml"),),
        root=Path("documents"),
        known_values={"id": ("7",), "api_key": ("hush",)},
        headers=(("X-Who", "hush"),),
        token_command=("print-token", "hush"),
        only=frozenset({"schema"}),
        is_strict=True,
        is_unsafe=True,
        timeout_seconds=90,
        budget=RequestBudget(per_second=1, max_requests=9),
        workers=4,
    )

    words = options_to_replay(settings, frozenset({"api_key"}))

    assert words == (
        *("--spec", "'a shop.yaml'", "--overlay", "ours.yaml", "--root", "documents"),
        *("--timeout", "90s", "--rate", "1"),
        *("--header", '"X-Who: $X_WHO"', "--param", 'api_key="$API_KEY"'),
        *("--token-command", '"$TOKEN_COMMAND"', "--unsafe"),
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://h/openapi.json", "http://h/openapi.json"),
        ("http://h/openapi.json?v=1&w=2", "'http://h/openapi.json?v=1&w=2'"),
        ("http://h/openapi.json?api_key=hush", '"$SPEC_URL"'),
        ("http://me:hush@h/openapi.json", '"$SPEC_URL"'),
    ],
)
def test_a_document_at_a_url_is_repeated_by_its_url(monkeypatch, url, shown):
    """The fetched copy is deleted when the command ends; a key in the URL is not printed."""
    monkeypatch.setattr(repetition, "as_typed", lambda _: url)
    settings = CheckSettings(targets=("http://h",), specs=(Path("copy/openapi.json"),))

    assert options_to_repeat(settings) == ("--spec", shown)
    assert options_to_replay(settings) == ("--spec", shown)


GIVEN = {
    "flag": True,
    "integer": 3,
    "number": 3,
    "document": "d.yaml",
    "path": "f",
    "file": "f",
    "folder": "f",
    "lines": "X: y",
    "text": "9s",
}
SPECIAL = {
    "reading": "a=b",
    "param": "a=b",
    "env": "NAME",
    "severity": "error",
    "proxy": "http://p:1",
    "changed_since": "d",
    "method": "GET",
    "path": "/a",
    "exclude_method": "GET",
    "exclude_path": "/a",
}
NOT_REPEATED = {
    "profile": "the command is printed with the one that it needs",
    "dry_run": "it sends nothing",
    "wait": "the server has answered",
    "fleet": "where the work is done; its address may have a password",
    **dict.fromkeys(["format", "output", "report", "quiet", "verbose"], "how it is shown"),
    "witnesses": "what is written beside the report",
    **dict.fromkeys(["tls_ca", "tls_cert", "tls_key"], "read at once: see test_connector"),
}
OPTIONS = [each for each in options_of(CheckSettings) if each.name not in NOT_REPEATED]


@pytest.mark.parametrize("option", OPTIONS, ids=lambda each: each.name)
def test_each_option_is_repeated_or_there_is_a_reason(option):
    """What is typed for one run is printed for the next, for every option that there is."""
    value = SPECIAL.get(option.name, GIVEN[option.kind])
    typed = {option.name: (value,) if option.is_repeatable else value}

    settings = settings_from(CheckSettings, typed, targets=("http://h",))

    assert max(option.flags, key=len) in options_to_repeat(settings)


def test_a_run_of_fuzz_draws_another_seed_each_time():
    """The same one would find nothing new."""
    settings = settings_from(FuzzSettings, {"seed": 7, "timeout": "3s"}, targets=("http://h",))

    assert options_to_repeat(settings) == ("--timeout", "3s")
