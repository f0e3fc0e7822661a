"""Errors that end a request: the API's own refusal, and what the tool cannot do."""

from mock_server.errors import MockServerError
from mock_server.http.problems import Problem, ProblemId

Headers = tuple[tuple[bytes, bytes], ...]


class RequestRejected(MockServerError):
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


class ToolProblem(MockServerError):
    """The tool cannot do what a request asks of it.

    Attributes:
        problem: The facts, ready to be answered.
        headers: Further headers of the answer.
    """

    def __init__(self, problem: Problem, headers: Headers = ()) -> None:
        self.problem = problem
        self.headers = headers
        super().__init__(problem.detail)
