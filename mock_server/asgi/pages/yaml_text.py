"""A document as YAML, written in parts.

libyaml writes a text without interruption: other threads wait meanwhile, for half a second with two
thousand operations. So each path and each component is written by itself.
"""

import re
from collections.abc import Iterator, Mapping

import yaml

from openapi.json.types import JSON

_LARGE = {"paths": 1, "webhooks": 1, "x-files": 1, "components": 2, "definitions": 1}
"""Keys of a document with many members, and how many levels of members are written apart."""

_ONE_LINE = re.compile(r"[\w.-]{1,100}", re.ASCII)
"""A key that is written in one line, with its colon."""


def yaml_text(document: Mapping[str, JSON]) -> str:
    """Return a document as YAML without anchors, its multi-line texts as blocks."""
    return "".join(yaml_parts(document))


def yaml_parts(document: Mapping[str, JSON]) -> Iterator[str]:
    """Yield the text of a document in parts, each of which is short if the members are."""
    previous: tuple[str, ...] = ()
    for key, members in document.items():
        for names, value in _members((key,), members, _LARGE.get(key, 0)):
            nested = value
            for name in reversed(names):
                nested = {name: nested}
            yield _without_keys(_dumped(nested), names, previous)
            previous = names


def _members(
    names: tuple[str, ...], value: JSON, levels: int
) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Yield the members to write, each with the keys that lead to it."""
    has_line = _ONE_LINE.fullmatch(names[-1]) is not None
    if levels == 0 or not has_line or not isinstance(value, Mapping) or not value:
        yield names, value
        return
    for name, child in value.items():
        yield from _members((*names, name), child, levels - 1)


def _without_keys(text: str, names: tuple[str, ...], previous: tuple[str, ...]) -> str:
    """Return the text of a member without the lines of the keys that it shares with the last."""
    shared = 0
    for one, other in zip(names[:-1], previous[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return text.split("\n", shared)[-1]


def _dumped(value: JSON) -> str:
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    # The end of a document is marked behind a block that keeps its line feeds; more parts follow.
    return text.removesuffix("...\n") if text.endswith("\n...\n") else text


class _Dumper(yaml.CSafeDumper):
    """Writes YAML without anchors, and multi-line texts as blocks."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    )


_Dumper.add_representer(str, _text)
