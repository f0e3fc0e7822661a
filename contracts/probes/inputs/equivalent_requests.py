"""Equivalent notations of one request.

Escaping a letter that needs no escape makes no difference (RFC 3986, 2.3), nor does the case of an
escape's digits, of a header's name (RFC 9110, 5.1) or of an authentication scheme (11.1).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from contracts.probes.inputs.raw_request import RawRequest

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def equivalents(
    base: RawRequest, credential_names: frozenset[str]
) -> Iterator[tuple[str, RawRequest]]:
    """Yield equivalent requests, each with a note on what is different.

    The credential names are those of headers, in lower case.
    """
    escaped = _with_escape(base.template)
    if escaped != base.template:
        yield "a letter of the path escaped", replace(base, template=escaped)
    for name, raw in base.path.items():
        if raw and raw[0] != "%":
            first = f"%{ord(raw[0]):02X}{raw[1:]}"
            yield (
                f"the first letter of {name} escaped",
                replace(base, path={**base.path, name: first}),
            )
    lower = tuple((_small(n), _small(v)) for n, v in base.query)
    if lower != base.query:
        yield "escapes in small letters", replace(base, query=lower)
    for note, case in (("small", str.lower), ("capital", str.upper)):
        headers = tuple((case(name), value) for name, value in base.headers)
        yield f"names of headers in {note} letters", replace(base, headers=headers)
    for name, value in base.headers:
        scheme, space, rest = value.partition(" ")
        if space and name.lower() in credential_names and scheme.lower() != scheme:
            yield "the scheme in small letters", base.with_header(name, f"{scheme.lower()} {rest}")


def _with_escape(template: str) -> str:
    """Escape the first letter of the last fixed segment."""
    parts = template.split("/")
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if part[:1].isascii() and part[:1].isalnum() and "{" not in part:
            parts[index] = f"%{ord(part[0]):02X}{part[1:]}"
            break
    return "/".join(parts)


def _small(text: str) -> str:
    return _ESCAPE.sub(lambda match: match[0].lower(), text)
