"""What can go wrong in the mock server, and what it says then.

    MockServerError
    ├── SettingsError     a setting cannot be met: one message, exit code 2
    ├── RefusedError      the imitated API refuses the request, in its own words
    └── ProblemError      the tool cannot do what a request asks of it (Prefer, /__ paths)

Each carries its facts as attributes; the text is made from them.
"""

from mock_server.http.problems import Problem, ProblemId
from openapi.text.printable import printable

Headers = tuple[tuple[bytes, bytes], ...]


class MockServerError(Exception):
    """Something that the mock server says no to."""


class SettingsError(MockServerError):
    """A setting cannot be met.

    Attributes:
        what: What is wrong, one clause.
        found: What was found; may be empty.
        advice: What to do; may be empty.
    """

    def __init__(self, what: str, *, found: str = "", advice: str = "") -> None:
        self.what = what
        self.found = found
        self.advice = advice
        super().__init__(what)

    def __str__(self) -> str:
        facts = {"found": self.found, "do": self.advice}
        lines = [f"  {name:<8} {printable(text)}" for name, text in facts.items() if text]
        return "\n".join([printable(self.what), *lines])


class RefusedError(MockServerError):
    """The imitated API refuses a request.

    Attributes:
        status: HTTP status.
        id: The problem this is, where the API has no words of its own.
        message: Every reason, as sentences.
        headers: Further headers of the answer.
    """

    def __init__(self, status: int, id_: ProblemId, message: str, headers: Headers = ()) -> None:
        self.status = status
        self.id = id_
        self.message = message
        self.headers = headers
        super().__init__(message)


class ProblemError(MockServerError):
    """The tool cannot do what a request asks of it.

    Attributes:
        problem: The facts, ready to be answered.
        headers: Further headers of the answer.
    """

    def __init__(self, problem: Problem, headers: Headers = ()) -> None:
        self.problem = problem
        self.headers = headers
        super().__init__(problem.detail)
