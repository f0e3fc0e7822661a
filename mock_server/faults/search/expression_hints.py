"""What a rule's expression gives away about how to break it: names, texts and numbers in it."""

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
    """What stands in one or more expressions.

    Attributes:
        names: Keys that they look at, and every quoted text, which may be a key too.
        texts: The quoted texts.
        numbers: The whole numbers.
        looks_at_value: Whether they look at a body at all.
        looks_at_request: Whether they look at the request.
        looks_at_moment: Whether they ask what time it is.
    """

    names: frozenset[str]
    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    looks_at_value: bool
    looks_at_request: bool
    looks_at_moment: bool

    def with_numbers(self, numbers: tuple[int, ...]) -> "ExpressionHints":
        """Return the same hints with further numbers, such as those of a request."""
        return replace(self, numbers=tuple(dict.fromkeys([*self.numbers, *numbers])))


def extract_hints(*expressions: str) -> ExpressionHints:
    """Return what stands in the expressions.

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
        looks_at_value=_VALUE.search(bare) is not None,
        looks_at_request=_REQUEST.search(bare) is not None,
        looks_at_moment=_MOMENT.search(bare) is not None,
    )
