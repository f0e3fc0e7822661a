"""Reads `Link` headers (RFC 8288): the target of each relation."""

import re
from collections.abc import Iterable, Mapping

MAX_LENGTH = 16_384  # characters of all `Link` headers of an answer that are read

_TARGET = re.compile(r"[ \t,]*<([^<>]*)>")
_PARAMETER = re.compile(
    r'[ \t]*;[ \t]*([A-Za-z*-]{1,32})(?:[ \t]*=[ \t]*(?:"([^"]*)"|([^",; \t]*)))?'
)


def link_targets(headers: Iterable[str]) -> Mapping[str, str]:
    """Return the targets of `Link` headers by relation, in lower case; the first one counts.

    >>> link_targets(['<?page=2>; rel="next last", </other>; title="a, b"; rel=first'])
    {'next': '?page=2', 'last': '?page=2', 'first': '/other'}
    """
    found: dict[str, str] = {}
    for text in headers:
        rest = text[:MAX_LENGTH]
        while match := _TARGET.match(rest):
            target, rest = match[1], rest[match.end() :]
            relations = ""
            while parameter := _PARAMETER.match(rest):
                rest = rest[parameter.end() :]
                if parameter[1].lower() == "rel" and not relations:
                    relations = parameter[2] or parameter[3] or ""
            for relation in relations.lower().split():
                found.setdefault(relation, target)
    return found
