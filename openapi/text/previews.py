"""Values and texts as messages show them: short, on one line, with invisible characters escaped."""

from json import dumps

from openapi.text.printable import printable

_SHOWN = 120  # characters of a preview


def preview(value: object) -> str:
    """Return a JSON value as short one-line text for a message."""
    return preview_text(dumps(value, ensure_ascii=False, default=repr))


def preview_text(text: str) -> str:
    """Return a text short, on one line, with invisible characters escaped."""
    return printable(shortened(text, _SHOWN))


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; an ellipsis takes the place of the rest.

    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
