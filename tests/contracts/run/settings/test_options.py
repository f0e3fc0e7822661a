"""Tests of options: each typed value becomes a setting."""

from pathlib import Path

import click
import pytest

from contracts.cli import check as command
from contracts.errors import OptionError
from contracts.http.client.limits import RequestBudget
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.fuzz import FuzzSettings
from contracts.run.settings.options import options_of
from contracts.run.settings.profiles import PROFILES
from contracts.run.settings.values import ReportFile
from openapi.contract import Severity

URL = "http://127.0.0.1:9"


def settings(*words):
    """Return the settings of a command line, read by Click as the command would."""
    context = click.Context(command.check)
    command.check.parse_args(context, [URL, *words])
    return command.check_settings(context.params)


def test_no_option_is_the_default_of_every_setting(monkeypatch):
    """A URL alone is checked with the settings that code gets by default."""
    monkeypatch.setattr("os.environ", {})

    assert settings() == CheckSettings(targets=(URL,))


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        (["--spec", "a.yaml", "--spec", "b.yaml"], {"specs": (Path("a.yaml"), Path("b.yaml"))}),
        (["--reading", "a.b=c"], {"readings": {"a.b": "c"}}),
        (["--profile", "full"], {"profile": PROFILES["full"]}),
        (["--rules", "lifecycle"], {"rule_sets": frozenset({"lifecycle"})}),
        (["--header", "X-A: b: c"], {"headers": (("X-A", "b: c"),)}),
        (["--param", "id=7", "--param", "id=8"], {"known_values": {"id": ("7", "8")}}),
        (["--data", "a.csv"], {"data": (Path("a.csv"),)}),
        (["--token-command", "get 'a b'"], {"token_command": ("get", "a b")}),
        (["--wait", "2m"], {"wait_seconds": 120.0}),
        (["--timeout", "500ms"], {"timeout_seconds": 0.5}),
        (["--seed", "9"], {"seed": 9}),
        (["--unsafe"], {"is_unsafe": True}),
        (["--probe-access"], {"is_probing_access": True}),
        (["--allow-production"], {"is_production_allowed": True}),
        (["--strict"], {"is_strict": True}),
        (["-q"], {"is_quiet": True}),
        (["--witnesses", "w"], {"witnesses": Path("w")}),
        (["--operation", "a", "--operation", "b*"], {"operations": ("a", "b*")}),
        (["--tag", "t", "--method", "get"], {"tags": ("t",), "methods": ("get",)}),
        (["--path", "/p", "--exclude-path", "/q"], {"paths": ("/p",), "excluded_paths": ("/q",)}),
        (["--exclude-operation", "a"], {"excluded_operations": ("a",)}),
        (["--exclude-tag", "t"], {"excluded_tags": ("t",)}),
        (["--exclude-method", "GET"], {"excluded_methods": ("GET",)}),
        (["--changed-since", "old.yaml"], {"changed_since": (Path("old.yaml"),)}),
        (["--only", "schema", "--only", "head"], {"only": frozenset({"schema", "head"})}),
        (["--skip", "schema"], {"skip": frozenset({"schema"})}),
        (["--severity", "error"], {"min_severity": Severity.ERROR}),
        (["--rate", "0"], {"budget": RequestBudget(per_second=0)}),
        (["--max-requests", "5"], {"budget": RequestBudget(max_requests=5)}),
        (["--max-time", "90s"], {"budget": RequestBudget(max_seconds=90.0)}),
        (["--max-bytes", "6"], {"budget": RequestBudget(max_bytes=6)}),
        (["--max-server-errors", "0"], {"budget": RequestBudget(max_server_errors=0)}),
        (
            ["--format", "json", "--output", "r", "--report", "junit=x"],
            {
                "reports": (
                    ReportFile(format="json", path="r"),
                    ReportFile(format="junit", path="x"),
                )
            },
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_option_changes_its_setting_and_no_other(monkeypatch, words, changed):
    """Each option reaches the setting that it is about."""
    monkeypatch.setattr("os.environ", {})

    assert settings(*words) == CheckSettings(**{"targets": (URL,), **changed})


def test_live_values_come_from_the_environment(monkeypatch):
    """Tokens are looked up in the variables of the process that checks."""
    monkeypatch.setenv("SHOP_TOKEN", "hush")

    assert settings().environ["SHOP_TOKEN"] == "hush"
    assert "hush" not in repr(settings())


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["--max-time", "soon"], "--max-time"),
        (["--wait", "soon"], "--wait"),
        (["--timeout", "soon"], "--timeout"),
        (["--reading", "x"], "--reading"),
        (["--proxy", "ftp://h"], "--proxy"),
    ],
)
def test_value_that_cannot_be_read_is_refused_by_its_option(words, option):
    """The message names the option that was mistyped, not one that shares its rule."""
    with pytest.raises(OptionError) as raised:
        settings(*words)

    assert raised.value.where == option


@pytest.mark.parametrize("settings_class", [CheckSettings, FuzzSettings])
def test_every_option_is_declared_once(settings_class):
    """No two fields of a command share a flag, and each option has a line of help."""
    options = options_of(settings_class)
    flags = [flag for option in options for flag in option.flags]

    assert len(set(flags)) == len(flags)
    assert all(option.help for option in options)


def test_own_options_follow_the_shared_ones_that_they_belong_to():
    """`--help` shows --profile beside --reading, though every command has the latter."""
    names = [option.name for option in options_of(CheckSettings)]

    assert names[5:8] == ["reading", "profile", "rules"]
    assert names[names.index("unsafe") + 1] == "probe_access"
