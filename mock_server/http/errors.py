"""Errors that end a request: rejections by the imitated API, and problems of the mock itself."""

from mock_server.errors import MockServerError
from mock_server.http.problems import Problem, ProblemId
from mock_server.http.responses import Headers


class RequestRejected(MockServerError):
    """The imitated API rejects a request.

    Attributes:
        id: The problem id, for an API without its own error format.
        message: Every reason, as sentences.
    """

    def __init__(self, status: int, id_: ProblemId, message: str, headers: Headers = ()) -> None:
        self.status = status
        self.id = id_
        self.message = message
        self.headers = headers
        super().__init__(message)


class ToolProblem(MockServerError):
    """The mock cannot do what a request asks of it."""

    def __init__(self, problem: Problem, headers: Headers = ()) -> None:
        self.problem = problem
        self.headers = headers
        super().__init__(problem.detail)


class ConnectionTorn(ConnectionError):
    """A response ends with its connection closed or reset, and the scope has no connection."""
