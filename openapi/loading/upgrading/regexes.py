"""Conversion of regular expressions of other engines to ECMA-262."""

import re
from functools import lru_cache

from openapi.schema.validation import SchemaValidator

_DELIMITED = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_QUANTIFIER = re.compile(r"\{[0-9]+(,[0-9]*)?\}")
_COUNTS = re.compile(r"(?<!\\)\{([0-9]+)(?:,([0-9]*))?\}")
_DIGITS = 9  # of a count that are read
_MOST_REPEATS = 1_000  # engines that take no more than some thousands take as many
_ESCAPES = {r"\A": "^", r"\Z": "$", r"\z": "$", r"\h": "[0-9a-fA-F]"}


@lru_cache(maxsize=4096)
def usable_pattern(pattern: str) -> str | None:
    r"""Return an equivalent pattern that the validator compiles, or None.

    Converted are the slashes and flags of a programming language (`/…/i`), braces that are no
    quantifier (`^{id}$`) and the anchors of other engines (`\A`, `\Z`). A repetition whose count
    is too large for the engine is read with a smaller one, and without an end.
    """
    delimited = _DELIMITED.fullmatch(pattern)
    candidates = [pattern, _with_escapes(pattern)]
    if delimited:
        inner = f"(?i:{delimited[1]})" if "i" in delimited[2] else delimited[1]
        candidates = [inner, _with_escapes(inner)]
    candidates += [_COUNTS.sub(_with_fewer, each) for each in candidates if has_large_count(each)]
    return next(filter(_is_taken, candidates), None)


def has_large_count(pattern: str) -> bool:
    """Whether a part of a pattern may be repeated more often than an engine may take.

    >>> [has_large_count(each) for each in ("^.{1,2097152}$", "^.{1,255}$", "^.{40}$")]
    [True, False, False]
    """
    return any(
        max(map(_count, each.group(1, 2))) > _MOST_REPEATS for each in _COUNTS.finditer(pattern)
    )


def _count(digits: str | None) -> int:
    """Return the number that some digits are; there may be more than Python reads."""
    return int(digits[:_DIGITS] or 0) if digits else 0


def _with_fewer(counts: re.Match[str]) -> str:
    least, most = map(_count, counts.group(1, 2))
    if max(least, most) <= _MOST_REPEATS:
        return counts[0]
    return f"{{{min(least, _MOST_REPEATS)},}}"


def _is_taken(pattern: str) -> bool:
    try:
        SchemaValidator({"pattern": pattern})
    except ValueError:
        return False
    return True


def _with_escapes(pattern: str) -> str:
    """Escape the braces that are no quantifier, and convert the escapes of other engines."""
    result, at, in_class = [], 0, False
    while at < len(pattern):
        two = pattern[at : at + 2]
        if two.startswith("\\"):
            braced = re.compile(r"\\[pPxu]\{[^{}]*\}").match(pattern, at)
            text = braced[0] if braced else two
            result.append(_ESCAPES.get(text, text))
            at += len(text)
            continue
        character = pattern[at]
        in_class = character == "[" or (in_class and character != "]")
        quantifier = None if in_class else _QUANTIFIER.match(pattern, at)
        if quantifier and at and pattern[at - 1] not in "(|^{":
            result.append(quantifier[0])
            at += len(quantifier[0])
            continue
        result.append(f"\\{character}" if character in "{}" and not in_class else character)
        at += 1
    return "".join(result)
