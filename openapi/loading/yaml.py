"""YAML text to a JSON tree, with the line of every value.

Stock loaders change what a document says: they turn timestamps into datetimes, `no` into false,
`012` into ten, and let a second key win in silence. This loader resolves plain scalars by the YAML
1.2 core schema (which agrees with JSON), refuses duplicate keys, and bounds size, depth, nodes and
aliases, because a document may come from anywhere.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from openapi.contract import Complaint, Severity
from openapi.errors import DocumentError
from openapi.json.lines import JsonLines
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.loading.moved_lines import MovedLines

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of one file."""

MIN_VALUES = 250_000
"""Values that any text may hold, aliases expanded; a longer text may hold one for each byte."""
MAX_DEPTH = 64
MAX_KEYS = 64 * 1024 * 1024
"""Characters of the JSON pointers of all values together: a long key is repeated under it."""

MAX_SHOWN = 80
"""Characters of a key, tag or number that a message repeats."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}")
_OCTAL = re.compile(r"0o[0-7]{1,1000}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,1000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, JSON] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_NON_YAML_CHARACTERS = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_MERGE = "<<"
_TAGS = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))})

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """A YAML file as a JSON tree.

    Attributes:
        tree: The value.
        lines: Line of every value, from 1, by JSON pointer; under a key, the line of the key.
        file: Its name, for messages.
        bundled: Other files whose trees are inside this one, by the pointer of their place.
        complaints: What is not plain YAML 1.2 in it, and was understood all the same.
    """

    tree: JSON
    lines: Mapping[str, int] = field(repr=False)
    file: str
    bundled: Mapping[str, "YamlFile"] = field(default_factory=dict, repr=False)
    complaints: tuple[Complaint, ...] = field(default=(), repr=False)

    def file_and_line(self, pointer: str = "") -> tuple[str, int]:
        """Return file and line of the value at `pointer`, or of its nearest known parent."""
        place = self._bundle_of(pointer)
        if place:
            return self.bundled[place].file_and_line(pointer.removeprefix(place))
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.file, self.lines.get(pointer, 1)

    def location(self, pointer: str = "") -> str:
        """Return `file:line` of the value at `pointer`, or of its nearest known parent."""
        name, line = self.file_and_line(pointer)
        return f"{name}:{line}"

    def inside(self, pointer: str) -> str:
        """Return `pointer` as it is inside the file that holds the value."""
        place = self._bundle_of(pointer)
        if not place and isinstance(self.lines, MovedLines):
            return self.lines.original(pointer)
        return pointer.removeprefix(place)

    def location_with_pointer(self, pointer: str) -> str:
        """Return `file:line (pointer)`, the pointer as it is inside the file."""
        return f"{self.location(pointer)} ({self.inside(pointer) or '/'})"

    def _bundle_of(self, pointer: str) -> str:
        """Return the pointer of the bundled file that `pointer` is in, or nothing."""
        head = "/".join(pointer.split("/", 3)[:3])
        return head if head in self.bundled else ""


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> YamlFile:
    """Read one YAML (or JSON) file.

    Args:
        path: Where it is.
        max_bytes: How large it may be.

    Raises:
        DocumentError: It cannot be read, is too large, or is not YAML as described above.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        raise DocumentError(
            f"{path.name} cannot be read",
            where=str(path),
            found=error.strerror or type(error).__name__,
            hint="check the path and its permissions",
        ) from error
    if len(data) > max_bytes:
        raise DocumentError(
            f"{path.name} is too large",
            where=str(path),
            found=f"more than {max_bytes} bytes",
            allowed=f"at most {max_bytes} bytes",
            hint="allow more with --max-document-bytes, or leave out what is not needed",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path.name} is not UTF-8 text",
            where=str(path),
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
            hint="save it as UTF-8",
        ) from error
    return parse_yaml(text, file=str(path))


def parse_yaml(text: str, *, file: str) -> YamlFile:
    """Turn YAML text into a tree.

    Args:
        text: One YAML document.
        file: Its name, for messages.

    Raises:
        DocumentError: As for `read_yaml`.
    """
    if text.lstrip()[:1] in {"{", "["}:
        tree = _quick(text)
        if tree is not None:
            return YamlFile(tree=tree, lines=JsonLines(text, tree), file=file)
    builder = _Builder(file, _max_values(text))
    try:
        for event in yaml.parse(_yaml_of(text), Loader=_LOADER):
            builder.handle_event(event)
    except UnicodeEncodeError as error:
        raise DocumentError(
            f"{Path(file).name} is not UTF-8 text",
            where=file,
            found=f"a lone surrogate at character {error.start}",
            hint="save it as UTF-8",
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(
            f"{Path(file).name} is not YAML",
            where=f"{file}:{mark.line + 1}" if mark else file,
            found=str(getattr(error, "problem", None) or error).splitlines()[0],
            hint="mend the syntax; "
            + (
                "indent with spaces: YAML takes no tabs there"
                if mark and _is_tabbed(text, mark.line)
                else "texts with ': ', '#', '{' or '@' need quotes"
            ),
        ) from error
    return YamlFile(
        tree=builder.root,
        lines=builder.lines,
        file=file,
        complaints=tuple(builder.complaints),
    )


def _max_values(text: str) -> int:
    """Return how many values a text may hold: aliases must not make much of little."""
    return max(MIN_VALUES, len(text))


def _quick(text: str) -> JSON:
    """Return what a JSON text says; None where the slower reader has to tell what is wrong."""
    if _HALF.search(text) and _HALF.search(_ESCAPE.sub(_pairs_left_out, text)):
        return None
    try:
        tree = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer
        )
    except (ValueError, RecursionError):
        return None
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            return None
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value)
            if isinstance(child, dict | list)
        ]
    return tree


def _pairs_left_out(escape: re.Match[str]) -> str:
    """Return the beginning of a single character's escape, and nothing for any other."""
    return escape[0] if escape[0] == r"\u" else ""


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    for value in found.values():
        if isinstance(value, float) and value in (float("inf"), float("-inf")):
            raise ValueError(value)
    return found


def _integer(digits: str) -> int:
    if not _INTEGER.fullmatch(digits):
        raise ValueError(digits)
    return int(digits)


def _no_number(name: str) -> JSON:
    raise ValueError(name)


def _is_tabbed(text: str, number: int) -> bool:
    """Return whether a tab is part of a line's indentation; lines count from 0."""
    return "".join(text.splitlines()[number : number + 1]).lstrip(" ").startswith("\t")


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _yaml_of(text: str) -> str:
    """Return a JSON text so that YAML 1.1's scanner means the same by it; YAML stays as it is.

    To the scanner half a surrogate pair is an error, and U+2028 inside a text a line break.
    """
    if text.lstrip()[:1] not in {"{", "["}:
        return text
    text = _ESCAPE.sub(lambda escape: _join_surrogates(escape[0]), text)
    return _NON_YAML_CHARACTERS.sub(lambda odd: f"\\u{ord(odd[0]):04x}", text)


def _join_surrogates(escape: str) -> str:
    if len(escape) == len(r"\n"):
        return escape
    character = json.loads(f'"{escape}"')
    return f"\\U{ord(character):08x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    """A value that aliases may repeat, with what each repetition costs."""

    value: JSON
    size: int = 1
    height: int = 0


@dataclass(slots=True, kw_only=True)
class _OpenCollection:
    """A collection whose end has not been seen."""

    value: JSON
    pointer: str
    anchor: str | None
    size: int
    height: int = 1
    key: str | None = None
    key_pointer: str = ""
    merged: list[JSON] = field(default_factory=list)


class _Builder:
    """Build the tree from events, without recursion and with every bound in sight."""

    def __init__(self, file: str, max_values: int) -> None:
        self.file = file
        self.complaints: list[Complaint] = []
        self._max_values = max_values
        self.root: JSON = None
        self.lines: dict[str, int] = {}
        self._stack: list[_OpenCollection] = []
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0
        self._pointers = 0
        self._documents = 0

    def handle_event(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()
            case yaml.AliasEvent():
                self._alias(str(event.anchor), line)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._error("more than one document in the file", line)

    def _error(self, what: str, line: int, found: str = "", allowed: str = "") -> DocumentError:
        name = Path(self.file).name
        return DocumentError(
            f"{name}: {what}", where=f"{self.file}:{line}", found=_short(found), allowed=allowed
        )

    def _complain(self, what: str, pointer: str, line: int) -> None:
        complaint = Complaint(
            rule="merge-key",
            severity=Severity.WARNING,
            message=what,
            file=self.file,
            line=line,
            pointer=pointer,
            found=_MERGE,
            allowed="plain keys",
            hint="read as YAML 1.1 has it: the keys are merged in",
        )
        self.complaints.append(complaint)

    @staticmethod
    def _is_mergeable(value: JSON) -> bool:
        return isinstance(value, dict) or (
            isinstance(value, list) and all(isinstance(each, dict) for each in value)
        )

    def _count(self, nodes: int, line: int) -> None:
        self._nodes += nodes
        if self._nodes > self._max_values:
            allowed = f"{self._max_values} values"
            raise self._error("too many values, aliases expanded", line, "", allowed)

    def _enter_level(self, levels: int, line: int) -> None:
        if len(self._stack) + levels > MAX_DEPTH:
            raise self._error("nested too deep", line, "", f"{MAX_DEPTH} levels")
        if self._stack:
            holder = self._stack[-1]
            holder.height = max(holder.height, levels + 1)

    def _open(
        self, value: JSON, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int
    ) -> None:
        self._check_tag(event.tag, line)
        self._enter_level(1, line)
        self._count(1, line)
        pointer = self._pointer(line)
        self.lines.setdefault(pointer, line)
        opened = _OpenCollection(
            value=value, pointer=pointer, anchor=event.anchor, size=self._nodes
        )
        self._stack.append(opened)

    def _close(self) -> None:
        opened = self._stack.pop()
        for merged in opened.merged:
            # What the mapping says itself counts, then what was merged first (YAML 1.1).
            for key, value in merged.items():
                opened.value.setdefault(key, value)
        if self._stack:
            holder = self._stack[-1]
            holder.height = max(holder.height, opened.height + 1)
        if opened.anchor:
            size = self._nodes - opened.size + 1
            self._anchors[opened.anchor] = _Anchor(
                value=opened.value, size=size, height=opened.height
            )
        self._add_value(opened.value)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:
            raise self._error("an alias stands before or inside its anchor", line, f"*{anchor}")
        anchored = self._anchors[anchor]
        self._enter_level(anchored.height, line)
        self._count(anchored.size, line)
        self.lines.setdefault(self._pointer(line), line)
        self._add_value(anchored.value)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._check_tag(event.tag, line)
        self._count(1, line)
        holder = self._stack[-1] if self._stack else None
        if holder and isinstance(holder.value, dict) and holder.key is None:
            self._take_key(holder, event, line)
            return
        self.lines.setdefault(self._pointer(line), line)
        # The parser in C says "" for plain style, the one in Python says None.
        plain = event.implicit[0] and not event.style
        value = self._resolve(event.value, line) if plain else event.value
        if event.anchor:
            self._anchors[event.anchor] = _Anchor(value=value)
        self._add_value(value)

    def _take_key(self, holder: _OpenCollection, event: yaml.ScalarEvent, line: int) -> None:
        key, pointer = event.value, join(holder.pointer, event.value)
        self._count_pointer(pointer, line)
        if key in holder.value:
            first = self.lines.get(pointer, 0)
            what = f"key {_short(key)!r} stands twice in one mapping"
            raise self._error(what, line, f"first on line {first}", "once")
        if key == _MERGE and not event.style:
            self._complain("merge keys (<<) are not part of YAML 1.2", pointer, line)
        holder.key, holder.key_pointer = key, pointer
        self.lines[pointer] = line

    def _pointer(self, line: int) -> str:
        if not self._stack:
            return ""
        holder = self._stack[-1]
        if isinstance(holder.value, list):
            pointer = join(holder.pointer, len(holder.value))
            self._count_pointer(pointer, line)
            return pointer
        if holder.key is None:
            raise self._error("a key must be a text", line, "a list, mapping or alias as a key")
        return holder.key_pointer

    def _count_pointer(self, pointer: str, line: int) -> None:
        self._pointers += len(pointer)
        if self._pointers > MAX_KEYS:
            what = "the keys are too long for how much they hold"
            raise self._error(what, line, "", f"{MAX_KEYS} characters, keys repeated in all below")

    def _add_value(self, value: JSON) -> None:
        if not self._stack:
            self.root = value
            return
        holder = self._stack[-1]
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.key == _MERGE and self._is_mergeable(value):
            holder.merged += value if isinstance(value, list) else [value]
            holder.key = None
        elif holder.key is not None:
            holder.value[holder.key] = value
            holder.key = None

    def _check_tag(self, tag: str | None, line: int) -> None:
        if tag not in _TAGS:
            raise self._error("this tag is refused", line, str(tag), "plain values, !!str")

    def _resolve(self, text: str, line: int) -> JSON:
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            value = float(text)
            if value in (float("inf"), float("-inf")):
                raise self._error("a number is too large", line, text, "a finite number")
            return value
        return text
