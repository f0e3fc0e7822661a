"""Parses the values of options: durations, pairs, known values, report files."""

import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import OptionError
from openapi.errors import did_you_mean
from openapi.text import durations

MAX_FILE = 1024 * 1024  # bytes of a file of values

MAX_SECONDS = 365 * 86_400
"""The longest duration that an option takes; waiting far longer is more than sockets can do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report that is written to a file."""

    format: str  # a key of `contracts.reports.formats.REPORTS`
    path: str  # the file; `-` is standard output


def parse_duration(text: str, option: str) -> float:
    """Return the seconds of `30s`, `500ms`, `1m30s`, `1d` or `30`.

    Raises:
        OptionError: It is not a duration, below 0 or longer than a year.
    """
    found = repr(text[:40])
    try:
        seconds = durations.parse_duration(text.strip())
    except ValueError as error:
        raise OptionError(
            "this is not a duration", where=option, found=found, allowed=durations.EXPECTED
        ) from error
    if not 0 <= seconds <= MAX_SECONDS:
        raise OptionError(
            "this duration is out of bounds", where=option, found=found, allowed="0s to 365d"
        )
    return float(seconds)


def parse_time(text: str, option: str) -> float:
    """Return the seconds of a duration that is not 0, such as the time that a run may take.

    Raises:
        OptionError: It is not a duration, 0, below it or longer than a year.
    """
    seconds = parse_duration(text, option)
    if not seconds:
        raise OptionError(
            "this duration is out of bounds",
            where=option,
            found=repr(text[:40]),
            allowed="above 0s, up to 365d",
        )
    return seconds


def parse_pairs(texts: Sequence[str], option: str, form: str) -> dict[str, str]:
    """Return the mapping that `ID=NAME` texts give.

    Raises:
        OptionError: A text is not of this form, or a key is given twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key or not value:
            raise OptionError(
                f"{option} takes {form}", where=option, found=repr(text[:80]), allowed=form
            )
        if key in pairs and pairs[key] != value:
            raise OptionError(
                f"{option} is given twice for {key}",
                where=option,
                found=f"{pairs[key]} and {value}",
                allowed="one of them",
            )
        pairs[key] = value
    return pairs


def parse_known(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the values by name that `NAME=VALUE` texts give; a name may be given repeatedly.

    `NAME=@FILE` gives every line of a file; the file is read here.

    Raises:
        OptionError: A text is not of this form, or a file cannot be used.
    """
    known: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for name, value in parse_pairs([text], "--param", "NAME=VALUE or NAME=@FILE").items():
            values = _lines_of(Path(value[1:])) if value.startswith("@") else (value,)
            known[name] = (*known.get(name, ()), *values)
    return known


def _lines_of(path: Path) -> tuple[str, ...]:
    """Return the lines of a file that are not empty.

    Raises:
        OptionError: It cannot be read, is no UTF-8, is too long, or has none.
    """
    problem, lines = "it has no line with a value", list[str]()
    try:
        lines = [line.strip() for line in read_text(path).splitlines() if line.strip()]
    except ValueError as error:
        problem = str(error)
    if not lines:
        raise OptionError(
            "this file of values cannot be used",
            where="--param",
            found=f"{path}: {problem}",
            allowed="a UTF-8 file with one value on each line",
        )
    return tuple(lines)


def read_text(path: Path) -> str:
    """Return the text of a file of values.

    Raises:
        ValueError: It cannot be read, is too long or no UTF-8; the message is a clause.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ValueError(f"it cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 at byte {error.start}") from error
    if len(data) > MAX_FILE:
        raise ValueError(f"it is longer than {MAX_FILE} bytes")
    return text


def parse_command(text: str | None) -> tuple[str, ...]:
    """Return the words of a command as a shell would read them, without running a shell.

    Raises:
        OptionError: A quotation does not end, or there is no word; the text is not shown.
    """
    if text is None:
        return ()
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        words = ()
    if not words:
        raise OptionError(
            "this is no command",
            where="--token-command",
            found="(not shown, it may have a secret)",
            allowed="a program and its arguments, quoted as for a shell",
        )
    return words


def parse_report(text: str, formats: Collection[str]) -> ReportFile:
    """Return the report that `FORMAT=FILE` asks for.

    Raises:
        OptionError: It is not of this form, or there is no such format.
    """
    name, equals, path = text.partition("=")
    if not equals or not path or name not in formats:
        raise OptionError(
            f"there is no report called {name!r}{did_you_mean(name, formats)}"
            if name not in formats
            else "--report takes FORMAT=FILE",
            where="--report",
            found=repr(text[:80]),
            allowed=f"FORMAT=FILE with one of {', '.join(formats)}",
            hint="write - as the file for standard output",
        )
    return ReportFile(format=name, path=path)
