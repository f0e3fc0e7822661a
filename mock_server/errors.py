"""What can go wrong in the mock server, and what it says then.

    MockServerError
    ├── SettingsError     a setting cannot be met: one message, exit code 2
    ├── RefusedError      the imitated API refuses the request, in its own words
    └── ProblemError      the tool cannot do what a request asks of it (Prefer, /__ paths)

Each carries its facts as attributes; the text is made from them.
"""

from openapi.text.printable import printable


class MockServerError(Exception):
    """Something that the mock server says no to."""


class SettingsError(MockServerError):
    """A setting cannot be met.

    Attributes:
        what: What is wrong, one clause.
        found: What was found; may be empty.
        hint: What to do; may be empty.
    """

    def __init__(self, what: str, *, found: str = "", advice: str = "") -> None:
        self.what = what
        self.found = found
        self.hint = advice
        super().__init__(what)

    def __str__(self) -> str:
        facts = {"found": self.found, "do": self.hint}
        lines = [f"  {name:<8} {printable(text)}" for name, text in facts.items() if text]
        return "\n".join([printable(self.what), *lines])
