"""Tests of options as values."""

import pytest

from contracts.errors import OptionError
from contracts.run.settings.values import (
    parse_command,
    parse_duration,
    parse_known,
    parse_pairs,
    parse_report,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30s", 30), ("500ms", 0.5), ("1m30s", 90), ("30", 30), ("1.5s", 1.5), ("1d", 86400)],
)
def test_durations(text, seconds):
    """A number with a unit; seconds without one."""
    assert parse_duration(text, "--wait") == seconds


@pytest.mark.parametrize("text", ["", "soon", "1e9s", "30 s", "\u0663s"])
def test_what_is_no_duration_is_refused(text):
    """The message says what is allowed."""
    with pytest.raises(OptionError, match="not a duration") as caught:
        parse_duration(text, "--wait")

    assert "30s" in str(caught.value)


def test_pairs():
    """ID=NAME, with further equals signs in the name."""
    assert parse_pairs(["a.b=c", "d=e=f"], "--reading", "ID=NAME") == {"a.b": "c", "d": "e=f"}


@pytest.mark.parametrize("texts", [["a"], ["=b"], ["a="], ["a=b", "a=c"]])
def test_what_is_no_pair_is_refused(texts):
    """A missing half and a contradiction are refused."""
    with pytest.raises(OptionError, match="--reading"):
        parse_pairs(texts, "--reading", "ID=NAME")


def test_known_values():
    """A name may be given more than once, in order."""
    assert parse_known(["id=1", "id=2", "name=a=b"]) == {"id": ("1", "2"), "name": ("a=b",)}


def test_reports():
    """FORMAT=FILE."""
    report = parse_report("junit=out/x=y.xml", {"junit": None})

    assert (report.format, report.path) == ("junit", "out/x=y.xml")


@pytest.mark.parametrize("text", ["junit", "junit=", "junitt=x"])
def test_what_is_no_report_is_refused(text):
    """The message lists the formats."""
    with pytest.raises(OptionError) as caught:
        parse_report(text, {"junit": None, "json": None})

    assert "junit, json" in str(caught.value)


def test_known_values_can_come_from_a_file(tmp_path):
    """`@FILE` gives each of its lines; empty ones do not count."""
    file = tmp_path / "ids.txt"
    file.write_text("7\n\n 8 \r\n9", encoding="utf-8")

    assert parse_known([f"order_id=@{file}", "order_id=10"]) == {"order_id": ("7", "8", "9", "10")}


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff", b"7\n" * 600_000])
def test_a_file_that_is_of_no_use_is_refused(tmp_path, content):
    """Missing, empty, not UTF-8, too long: the message names it."""
    file = tmp_path / "ids.txt"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(OptionError, match=r"ids\.txt"):
        parse_known([f"order_id=@{file}"])


def test_a_command_is_read_as_a_shell_reads_it():
    """Quotations and escapes, and nothing that a shell would run."""
    assert parse_command("get-token --for 'my app' $HOME") == (
        "get-token",
        "--for",
        "my app",
        "$HOME",
    )
    assert parse_command(None) == ()


@pytest.mark.parametrize("text", ["", "  ", "token 'hush"])
def test_what_is_no_command_is_refused(text):
    """The text may have a secret, and is not shown."""
    with pytest.raises(OptionError, match="this is no command") as caught:
        parse_command(text)

    assert "hush" not in str(caught.value)
