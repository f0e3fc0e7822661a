"""Hints in a rule's expression on how to break the rule: its names, texts and numbers."""

import re
from dataclasses import dataclass, replace

_TEXT = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_NAME = re.compile(r"\.([A-Za-z_]\w*)")
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,9}(?![\w.])")
_VALUE = re.compile(r"(?<![.\w])(self|oldSelf)\b")
_MOMENT = re.compile(r"(?<![.\w])now\b")
_REQUEST = re.compile(r"(?<![.\w])request\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionHints:
    """The hints of one or more expressions."""

    names: frozenset[str]  # the keys in them, and every quoted text, as it may be a key too
    texts: tuple[str, ...]  # the quoted texts
    numbers: tuple[int, ...]  # the whole numbers
    uses_value: bool  # whether they use the body (`self` or `oldSelf`)
    uses_request: bool  # whether they use the request
    uses_time: bool  # whether they use the current time (`now`)

    def with_numbers(self, numbers: tuple[int, ...]) -> "ExpressionHints":
        """Return the same hints with further numbers, such as those of a request."""
        return replace(self, numbers=tuple(dict.fromkeys([*self.numbers, *numbers])))


def extract_hints(*expressions: str) -> ExpressionHints:
    """Return the hints of expressions in CEL.

    >>> extract_hints("self.parts <= 5 || self.state == 'open'").texts
    ('open',)
    """
    together = " \n ".join(expressions)
    texts = tuple(dict.fromkeys(a or b for a, b in _TEXT.findall(together)))
    bare = _TEXT.sub(" ", together)
    return ExpressionHints(
        names=frozenset([*_NAME.findall(bare), *texts]),
        texts=texts,
        numbers=tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(bare))),
        uses_value=_VALUE.search(bare) is not None,
        uses_request=_REQUEST.search(bare) is not None,
        uses_time=_MOMENT.search(bare) is not None,
    )
