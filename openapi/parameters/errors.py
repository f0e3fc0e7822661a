"""The refusal of a parameter, and how its message shows what was sent."""

from openapi.json.types import JSON
from openapi.schema.validation import preview, preview_text

MAX_SHOWN = 60  # characters of a parameter's text that a message repeats


class InvalidParameterError(Exception):
    """A parameter's text is not as documented.

    Attributes:
        problem: A clause without its subject, such as `is missing`.
        found: The text, shortened; empty when it is missing.
        allowed: What is allowed.
        steps: The member and item that are wrong, inside the value; empty for all of it.
    """

    def __init__(
        self, problem: str, *, found: str, allowed: str, steps: tuple[str | int, ...] = ()
    ) -> None:
        self.problem = problem
        self.found = found
        self.allowed = allowed
        self.steps = steps
        super().__init__(problem)


def short(text: str) -> str:
    """Return a printable text of at most `MAX_SHOWN` characters."""
    return preview_text(text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…")


def quoted(value: JSON) -> str:
    """Return a value as JSON, shortened."""
    return preview(short(value) if isinstance(value, str) else value)


def not_allowed(text: str, allowed: str) -> InvalidParameterError:
    """Return the refusal of a text that is not what is allowed."""
    return InvalidParameterError(
        f"is {quoted(text)}, allowed is {allowed}", found=short(text), allowed=allowed
    )


def sent_twice(name: str, text: str) -> InvalidParameterError:
    """Return the refusal of a member that is sent more than once."""
    return InvalidParameterError(f"has {short(name)} twice", found=short(text), allowed="once")
