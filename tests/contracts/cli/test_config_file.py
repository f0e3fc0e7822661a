"""Tests of `contracts.toml`."""

import json

import click
import pytest

from contracts.cli.check import check
from contracts.cli.config_file import TABLES, read_config
from contracts.cli.main import contracts
from contracts.errors import OptionError
from tests.contracts.cli.test_main import run
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop


def read(tmp_path, text):
    """Return the options that a file with this text gives."""
    path = tmp_path / "contracts.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path, "check", check.params, ["check", "replay"])


def example_of(param):
    """Return a value of the kind that an option takes, as TOML writes it, and as it arrives."""
    if isinstance(param, click.Option) and param.is_flag:
        return "true", True
    if param.nargs != 1 or getattr(param, "multiple", False):
        return '["a", "b"]', ["a", "b"]
    if isinstance(param.type, click.IntRange | click.FloatRange):
        return "3", 3
    return '"a"', "a"


COMMANDS = [contracts.get_command(click.Context(contracts), name) for name in TABLES]

OPTIONS = [
    pytest.param(command, param, id=f"{command.name}-{param.name}")
    for command in COMMANDS
    for param in command.params
    if param.name not in {"header", "config", "token_command", "fleet", "corpus_url"}
    and not getattr(param, "hidden", False)
]


@pytest.mark.parametrize(("command", "param"), OPTIONS)
def test_every_option_may_be_written_down(tmp_path, command, param):
    """A table has every option of its command under its long name, except secrets."""
    path = tmp_path / "contracts.toml"
    written, arrived = example_of(param)
    key = max(param.opts, key=len).lstrip("-")
    path.write_text(f"[{command.name}]\n{key} = {written}\n", encoding="utf-8")
    assert read_config(path, command.name, command.params, TABLES) == {param.name: arrived}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_option_is_named_as_it_is_typed(command):
    """Then its variable in the environment is the one that the help promises."""
    every = [param for param in command.params if isinstance(param, click.Option)]
    options = [param for param in every if not param.hidden]

    assert [f"--{param.name.replace('_', '-')}" for param in options] == [
        max(param.opts, key=len) for param in options
    ]


def test_a_key_under_its_former_name_is_read_with_a_note(capsys, tmp_path):
    """A file in a repository goes on working; a key that was false is as if it were not there."""
    fuzz = contracts.get_command(click.Context(contracts), "fuzz")
    path = tmp_path / "contracts.toml"
    words = ["http://127.0.0.1:9", "--config", str(path)]
    path.write_text('[fuzz]\nwitness-dir = "w"\njson = true\n', encoding="utf-8")
    found = fuzz.make_context("fuzz", [*words]).params

    assert (str(found["witnesses"]), found["format"]) == ("w", "json")
    assert "--witness-dir is called --witnesses now" in capsys.readouterr().err
    path.write_text("[fuzz]\njson = false\n", encoding="utf-8")
    assert fuzz.make_context("fuzz", [*words]).params["format"] == "text"
    assert capsys.readouterr().err == ""


def test_a_command_that_borrows_options_takes_those_that_it_has(capsys, tmp_path):
    """`baseline update` reads the table of `check`, and leaves what only `check` has."""
    path = tmp_path / "contracts.toml"
    known = tmp_path / "known.yaml"
    path.write_text(f'[check]\nspec = ["{SPEC}"]\nprofile = "smoke"\nstrict = true\n', "utf-8")
    with serve(shop()) as server:
        code, out, err = run(
            capsys, "baseline", "update", str(known), server.url, "--config", str(path)
        )

    assert (code, err) == (0, "")
    assert "0 known" in out


def test_each_command_has_a_table_of_its_own(capsys, tmp_path, monkeypatch):
    """Options in the table of one command do not apply to another."""
    path = tmp_path / "contracts.toml"
    path.write_text(f'[check]\nprofile = "smoke"\n[explain]\nspec = ["{SPEC}"]\n', "utf-8")
    monkeypatch.chdir(tmp_path)

    code, out, _ = run(capsys, "explain", "shop.done-does-not-fall")

    assert code == 0
    assert "(rule of shop)" in out


def test_every_kind_of_option_is_read(tmp_path):
    """Flags, texts, numbers, lists and the URLs themselves."""
    text = """
    [check]
    targets = ["http://h"]
    profile = "full"
    seed = 7
    strict = true
    param = ["import_id=1", "import_id=2"]
    """

    assert read(tmp_path, text) == {
        "targets": ["http://h"],
        "profile": "full",
        "seed": 7,
        "strict": True,
        "param": ["import_id=1", "import_id=2"],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profile = 'full'", "there is no table 'profile'"),
        ("[check]\nprofil = 'full'", "did you mean 'profile'"),
        ("[chek]", "did you mean 'check'"),
        ("check = 1", "check is not a table"),
        ("[check]\nstrict = 'yes'", "another kind of value"),
        ("[check]\nparam = 'a=b'", "another kind of value"),
        ("[check]\nprofile = true", "another kind of value"),
        ("[check]\nheader = ['Authorization: Bearer hush']", "does not belong in a file"),
        ("[check]\nconfig = 'x'", "there is no option 'config'"),
        ("[check", "not valid TOML"),
        ("#" + "x" * 1024 * 1024, "too long"),
    ],
)
def test_what_is_no_option_is_refused(tmp_path, text, words):
    """The message says where and what is near; a secret is not repeated."""
    with pytest.raises(OptionError, match=words) as caught:
        read(tmp_path, text)

    assert "contracts.toml" in caught.value.where
    assert "hush" not in str(caught.value)


def test_the_file_in_the_working_directory_is_taken(capsys, tmp_path, monkeypatch):
    """The file gives options, and the command line takes precedence."""
    monkeypatch.chdir(tmp_path)
    with serve(shop()) as server:
        lines = ("[check]", f'targets = ["{server.url}"]', f'spec = ["{SPEC}"]')
        more = ('profile = "smoke"', 'format = "json"', "seed = 7")
        (tmp_path / "contracts.toml").write_text("\n".join([*lines, *more]), encoding="utf-8")
        _, out, _ = run(capsys, "check", "--seed", "9")

    assert (json.loads(out)["profile"], json.loads(out)["seed"]) == ("smoke", 9)


def test_the_environment_wins_over_the_file(capsys, tmp_path, monkeypatch):
    """The environment takes precedence over the file."""
    path = tmp_path / "mine.toml"
    path.write_text('[check]\nprofile = "smoke"\nformat = "text"', encoding="utf-8")
    monkeypatch.setenv("CONTRACTS_CHECK_FORMAT", "json")
    with serve(shop()) as server:
        _, out, _ = run(capsys, "check", server.url, "--spec", str(SPEC), "--config", str(path))

    assert json.loads(out)["profile"] == "smoke"


def test_a_file_that_is_not_there_ends_with_2(capsys, tmp_path):
    """A file that was asked for must be there."""
    code, out, err = run(capsys, "check", "http://h", "--config", str(tmp_path / "no.toml"))

    assert (code, out) == (2, "")
    assert "the configuration cannot be read" in err


def test_a_file_runs_no_command(tmp_path):
    """A folder from elsewhere must not run a program because a check began in it."""
    with pytest.raises(OptionError, match="must not run a command") as caught:
        read(tmp_path, "[check]\ntoken-command = 'rm -rf /'\n")

    assert "CONTRACTS_CHECK_TOKEN_COMMAND" in caught.value.hint
    assert "rm" not in str(caught.value)
