"""Reads files of values that belong together: CSV with a header, or a JSON list of objects."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from contracts.errors import OptionError
from contracts.http.requests.rows import Row
from contracts.run.settings.options import Option
from contracts.run.settings.values import read_text
from openapi.json.parsing import JsonError, cell_text, parse_json

MAX_ROWS = 500  # rows of one file; each is tried, so that more would only be a long run

MAX_DEPTH = 3
_SEPARATORS = ",;\t"

DATA = Option(
    flags=("--data",),
    kind="file",
    is_repeatable=True,
    metavar="FILE",
    help="Values that exist together on the server: CSV with the names of parameters as its header,"
    " or a JSON list of objects; each row is tried; repeatable.",
    after="param",
)


def read_data(paths: Sequence[Path]) -> tuple[Row, ...]:
    """Return the rows of all files, in order; an empty value counts as none.

    Raises:
        OptionError: A file cannot be read, is too long, or is no table; the message has the line.
    """
    return tuple(row for path in paths for row in _rows(path))


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = read_text(path)
    except ValueError as error:
        raise _problem(path, str(error)) from error
    is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] == "["
    table = [*(_from_json(path, text) if is_json else _from_csv(path, text))]
    if not table:
        raise _problem(path, "it has no row of values")
    if len(table) > MAX_ROWS:
        raise _problem(path, f"it has {len(table)} rows, more than {MAX_ROWS}")
    for number, values in enumerate(table, 1):
        given = {name: value for name, value in values.items() if value}
        yield Row(origin=f"row {number} of {path.name}", values=given)


def _from_csv(path: Path, text: str) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a CSV (RFC 4180); commas, semicolons or tabs separate the values."""
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=lambda each: (head.count(each), each == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines = [(reader.line_num, line) for line in reader if any(map(str.strip, line))]
    except csv.Error as error:
        raise _problem(path, f"line {reader.line_num}: {error}") from error
    names = [name.strip() for name in lines[0][1]] if lines else []
    if "" in names or len({*names}) < len(names):
        raise _problem(path, "its header has an empty name, or one name twice")
    for number, line in lines[1:]:
        if len(line) != len(names):
            raise _problem(path, f"line {number} has {len(line)} values for {len(names)} names")
        yield dict(zip(names, map(str.strip, line), strict=True))


def _from_json(path: Path, text: str) -> Iterator[Mapping[str, str]]:
    try:
        found = parse_json(text.encode(), max_depth=MAX_DEPTH)
    except JsonError as error:
        raise _problem(path, f"it is not JSON: {error.reason}") from error
    if not isinstance(found, list):
        raise _problem(path, "it is no list")
    for number, each in enumerate(found, 1):
        if not isinstance(each, Mapping) or any(
            isinstance(v, Mapping | list) for v in each.values()
        ):
            raise _problem(path, f"item {number} is no object of texts, numbers and true or false")
        yield {name: cell_text(value) for name, value in each.items()}


def _problem(path: Path, found: str) -> OptionError:
    return OptionError(
        "this file of values cannot be used",
        where=f"--data {path}",
        found=found,
        allowed="CSV in UTF-8 whose first line names parameters, or a JSON list of flat objects",
    )
