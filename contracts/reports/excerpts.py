"""Excerpts of long JSON bodies: what a finding is about is kept, other items are counted.

A body may hold thousands of records, and may be cut at its end.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from openapi.json.pointers import tokens
from openapi.json.types import JSON

Path = tuple[str, ...]

FIRST, LAST = 3, 1  # children of a long list or object that are shown at its ends

MAX_CHILDREN = 8  # items of a list that is shown whole

MAX_OBJECT = 40
MAX_DEPTH = 40
MAX_TEXT = 400
MAX_LINES = 400
MAX_MARKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcerptLine:
    """One line of an excerpt."""

    text: str
    is_marked: bool = False  # whether the finding is about it
    is_ellipsis: bool = False  # whether it replaces lines that are left out


def excerpt(text: str, pointers: Collection[str]) -> tuple[ExcerptLine, ...] | None:
    """Return the lines of an excerpt of a JSON text; None if the text is not JSON.

    The end of the text may be cut. Of a pointer to nothing, the parent is marked.
    """
    try:
        value, is_cut = _read(text)
        marks = _marks(value, pointers)
        lines = [*_lines(value, (), marks, "", "")]
    except (ValueError, RecursionError):
        return None
    if len(lines) > MAX_LINES:
        lines = [
            *lines[:MAX_LINES],
            ExcerptLine(text=f"… {len(lines) - MAX_LINES} more lines", is_ellipsis=True),
        ]
    if is_cut:
        lines.append(ExcerptLine(text="… cut here", is_ellipsis=True))
    return tuple(lines)


class _Number(str):
    """A number as it is written, so that 1.0 and 1e0 are shown as they came."""

    __slots__ = ()


def _unique(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    """Return an object; one with a repeated name is refused, since a dict would lose a value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a name is repeated"
        raise ValueError(message)
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_Number, parse_int=_Number, parse_constant=_Number
)


def _read(text: str) -> tuple[JSON, bool]:
    try:
        return _DECODER.decode(text), False
    except json.JSONDecodeError:
        return _DECODER.decode(_closed(text)), True


def _closed(text: str) -> str:
    """Return a cut JSON text up to its last whole member, with its brackets closed."""
    closers: list[str] = []
    safe, rest = 0, ""
    is_text = is_escaped = False
    for place, char in enumerate(text):
        if is_text:
            is_text = is_escaped or char != '"'
            is_escaped = not is_escaped and char == "\\"
        elif char == '"':
            is_text = True
        elif char in "{[":
            closers.append("}" if char == "{" else "]")
        elif char in "}]":
            if not closers or closers.pop() != char:
                break
            safe, rest = place + 1, "".join(reversed(closers))
        elif char == ",":
            safe, rest = place, "".join(reversed(closers))
    return text[:safe] + rest


def _marks(value: JSON, pointers: Collection[str]) -> frozenset[Path]:
    """Return the paths to the marked values, each as far as it exists."""
    found: set[Path] = set()
    for pointer in sorted(pointers)[:MAX_MARKS]:
        path: list[str] = []
        here = value
        for token in tokens(pointer):
            if isinstance(here, dict) and token in here:
                here = here[token]
            elif isinstance(here, list) and token.isdecimal() and int(token) < len(here):
                here = here[int(token)]
            else:
                break
            path.append(token)
        found.add(tuple(path))
    return frozenset(found - {()})


def _lines(
    value: JSON, path: Path, marks: frozenset[Path], head: str, tail: str
) -> Iterator[ExcerptLine]:
    indent = "  " * len(path)
    is_marked = path in marks
    children = _children(value)
    if not children or len(path) >= MAX_DEPTH:
        written = "…" if children else _written(value)
        shown = written if len(written) <= MAX_TEXT else f"{written[:MAX_TEXT]}…"
        yield ExcerptLine(text=f"{indent}{head}{shown}{tail}", is_marked=is_marked)
        return
    opener, closer = ("{", "}") if isinstance(value, dict) else ("[", "]")
    yield ExcerptLine(text=f"{indent}{head}{opener}", is_marked=is_marked)
    kept = _visible(children, path, marks, MAX_OBJECT if isinstance(value, dict) else MAX_CHILDREN)
    before = -1
    for place in [*kept, len(children)]:
        if place - before > 1:
            yield ExcerptLine(text=f"{indent}  … {place - before - 1} more", is_ellipsis=True)
        before = place
        if place < len(children):
            key, child = children[place]
            name = f"{json.dumps(key, ensure_ascii=False)}: " if isinstance(value, dict) else ""
            comma = "," if place < len(children) - 1 else ""
            yield from _lines(child, (*path, key), marks, name, comma)
    yield ExcerptLine(text=f"{indent}{closer}{tail}", is_marked=False)


def _written(value: JSON) -> str:
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)


def _children(value: JSON) -> Sequence[tuple[str, JSON]]:
    if isinstance(value, dict):
        return [*value.items()]
    return [(str(n), child) for n, child in enumerate(value)] if isinstance(value, list) else ()


def _visible(
    children: Sequence[tuple[str, JSON]], path: Path, marks: frozenset[Path], most: int
) -> Sequence[int]:
    """Return the indexes of the children that are shown."""
    if len(children) <= most:
        return range(len(children))
    depth = len(path)
    marked = {mark[depth] for mark in marks if len(mark) > depth and mark[:depth] == path}
    ends = {*range(FIRST), *range(len(children) - LAST, len(children))}
    return sorted(ends | {place for place, (key, _) in enumerate(children) if key in marked})
