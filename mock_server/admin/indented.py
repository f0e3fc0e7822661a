"""JSON for people: indented, with short values on one line.

A value that fits on a line is written on one, so a list of headers is a list of lines. Every text
is made by the C encoder of `json`: its own indentation is slow enough to hold up other requests.

>>> print(indented_json({"armed": [], "journal": {"on": True}}).decode())
{"armed": [], "journal": {"on": true}}
<BLANKLINE>
"""

import json

from openapi.json.types import JSON

WIDTH = 80  # characters of a value that is written on one line

_INDENT = "  "

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def indented_json(value: JSON) -> bytes:
    """Return `value` as indented UTF-8 JSON with a line feed at the end.

    `value` must be the tool's own: it is walked to its depth.
    """
    return f"{_text(value, '')}\n".encode()


def _text(value: JSON, indent: str) -> str:
    line = _encode(value)
    if len(line) <= WIDTH or not value or not isinstance(value, dict | list | tuple):
        return line
    inner = indent + _INDENT
    if isinstance(value, dict):
        items = [f"{_encode(str(name))}: {_text(each, inner)}" for name, each in value.items()]
        begin, end = "{}"
    else:
        items = [_text(each, inner) for each in value]
        begin, end = "[]"
    separator = f",\n{inner}"
    return f"{begin}\n{inner}{separator.join(items)}\n{indent}{end}"
