"""The JSON tree of a YAML text, built from the parser's events."""

import re
from collections.abc import Mapping
from dataclasses import field
from functools import partial
from pathlib import Path

import yaml

from openapi.contract import Complaint, Severity
from openapi.errors import DocumentError
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.text.previews import shortened
from openapi.values import dataclass

MAX_DEPTH = 64
MAX_KEYS = 64 * 1024 * 1024  # of JSON pointers of all values, which repeat the keys above
MAX_SHOWN = 80  # characters of a key, tag or number that a message repeats

_INTEGER = re.compile(r"[-+]?[0-9]{1,1000}")
_OCTAL = re.compile(r"0o[0-7]{1,1000}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,1000}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, JSON] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_MERGE = "<<"
_TAGS = frozenset({None, "!", *(f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    """A value that aliases may repeat, with its number of values and its depth."""

    value: JSON
    size: int = 1
    height: int = 0


@dataclass(slots=True, kw_only=True)
class _OpenCollection:
    """A collection whose end event is still to come."""

    value: JSON
    pointer: str
    anchor: str | None
    size: int
    height: int = 1
    key: str | None = None
    key_pointer: str = ""
    merged: list[JSON] = field(default_factory=list)


class TreeBuilder:
    """Builds the tree from events, without recursion and within every bound."""

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
        """Process the next event of the parser."""
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
                    what, allowed = "more than one document in the file", "one YAML document"
                    raise self._error(what, line, found="---", allowed=allowed)

    def _error(self, what: str, line: int, found: str = "", allowed: str = "") -> DocumentError:
        name = Path(self.file).name
        return DocumentError(
            f"{name}: {what}",
            where=f"{self.file}:{line}",
            found=shortened(found, MAX_SHOWN),
            allowed=allowed,
        )

    def _complain(self, what: str, pointer: str, line: int) -> None:
        complaint = Complaint(
            rule="merge-key",
            severity=Severity.WARNING,
            message=what,
            file=self.file,
            find_line=partial(int, line),
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
            # A mapping's own keys take precedence, then those that were merged first (YAML 1.1).
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
            raise self._error("an alias is used before or inside its anchor", line, f"*{anchor}")
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
        # The style of a plain scalar is "" in PyYAML's C parser and None in its Python parser.
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
            what = f"key {shortened(key, MAX_SHOWN)!r} appears twice in one mapping"
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
            what = "the keys are too long for their many values"
            raise self._error(
                what, line, "", f"{MAX_KEYS} characters, counted for each value below"
            )

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
