"""The line of every value of a JSON text, found on demand.

Parsing is fast and few lines are ever asked for. So only the objects on the path to a value are
scanned, each once, and the values inside them are skipped.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from openapi.json.pointers import iter_values, join

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()


class JsonLines(Mapping[str, int]):
    """Lines by JSON pointer, counted from 1; under a key, the line of the key."""

    def __init__(self, text: str, tree: Any) -> None:  # noqa: ANN401 - a JSON value
        """Keep a JSON text and its parsed value.

        The text is kept as its UTF-8 bytes, one character for each: with a single emoji in it, a
        text takes four bytes a character.
        """
        self._text = (
            text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")
        )
        self._tree = tree
        self._ends: list[int] | None = None
        self._children: dict[str, dict[str, tuple[int, int]]] = {}
        self._root = self._skip(0)

    def __getitem__(self, pointer: str) -> int:
        """Return the line of the value at `pointer` (KeyError: there is no such value)."""
        if not pointer:
            return self._line(self._root)
        parent, _, token = pointer.rpartition("/")
        at = self._starts(parent)[token][0]
        return self._line(at)

    def __iter__(self) -> Iterator[str]:
        """Yield the pointer of every value."""
        return (pointer for pointer, _ in iter_values(self._tree))

    def __len__(self) -> int:
        """Return the number of values."""
        return sum(1 for _ in self)

    def _line(self, position: int) -> int:
        if self._ends is None:
            self._ends = [match.start() for match in re.finditer("\n", self._text)]
        return bisect_right(self._ends, position - 1) + 1

    def _skip(self, position: int) -> int:
        found = _SPACE.match(self._text, position)
        return found.end() if found else position

    def _starts(self, pointer: str) -> dict[str, tuple[int, int]]:
        """Return where each member of an object or list begins: its key, and its value."""
        if pointer not in self._children:
            parent, _, token = pointer.rpartition("/")
            start = self._starts(parent)[token][1] if pointer else self._root
            self._children[pointer] = self._scan(start)
        return self._children[pointer]

    def _scan(self, start: int) -> dict[str, tuple[int, int]]:
        text, found = self._text, dict[str, tuple[int, int]]()
        if text[start] not in "{[":
            return found
        is_object, at = text[start] == "{", self._skip(start + 1)
        while text[at] not in "}]":
            key_at, token = at, str(len(found))
            if is_object:
                _, at = scanstring(text, at + 1, False)  # noqa: FBT003 - as json calls it
                token = join("", _key(text[key_at:at]))[1:]
                at = self._skip(self._skip(at) + 1)
            found[token] = (key_at, at)
            at = self._skip(_DECODER.raw_decode(text, at)[1])
            if text[at] == ",":
                at = self._skip(at + 1)
        return found


def _key(literal: str) -> str:
    """Return the key that a JSON string means, whose characters are the bytes of UTF-8."""
    key: str = json.loads(literal.encode("latin-1").decode("utf-8", "surrogatepass"), strict=False)
    return key
