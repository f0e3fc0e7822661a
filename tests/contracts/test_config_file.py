"""Tests of `contracts.toml`."""

import json

import pytest

from contracts.cli import check
from contracts.config_file import read_config
from contracts.errors import OptionError
from tests.contracts.live import serve
from tests.contracts.shop import SPEC
from tests.contracts.shop_server import shop
from tests.contracts.test_cli import run


def read(tmp_path, text):
    """Return the options that a file with this text gives."""
    path = tmp_path / "contracts.toml"
    path.write_text(text, encoding="utf-8")
    return read_config(path, check.params)


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
        ("check = 1", "check is no table"),
        ("[check]\nstrict = 'yes'", "another kind of value"),
        ("[check]\nparam = 'a=b'", "another kind of value"),
        ("[check]\nprofile = true", "another kind of value"),
        ("[check]\nheader = ['Authorization: Bearer hush']", "does not belong into a file"),
        ("[check]\nconfig = 'x'", "there is no option 'config'"),
        ("[check", "no TOML"),
    ],
)
def test_what_is_no_option_is_refused(tmp_path, text, words):
    """The message says where and what is near; a secret is not repeated."""
    with pytest.raises(OptionError, match=words) as caught:
        read(tmp_path, text)

    assert "contracts.toml" in caught.value.where
    assert "hush" not in str(caught.value)


def test_the_file_in_the_working_directory_is_taken(capsys, tmp_path, monkeypatch):
    """A run without options does what is written down; the command line wins."""
    monkeypatch.chdir(tmp_path)
    with serve(shop()) as server:
        lines = ("[check]", f'targets = ["{server.url}"]', f'spec = ["{SPEC}"]')
        more = ('profile = "smoke"', 'format = "json"', "seed = 7")
        (tmp_path / "contracts.toml").write_text("\n".join([*lines, *more]), encoding="utf-8")
        _, out, _ = run(capsys, "check", "--seed", "9")

    assert (json.loads(out)["profile"], json.loads(out)["seed"]) == ("smoke", 9)


def test_the_environment_wins_over_the_file(capsys, tmp_path, monkeypatch):
    """What is set for one run is stronger than what is written down."""
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
