"""Asks for credentials before anything else about a request is judged."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.http.errors import RequestRejected
from mock_server.http.problems import ProblemId
from mock_server.http.requests import RequestHead, head_of
from mock_server.http.validation.credentials import challenge, is_authorized


class Authentication:
    """Refuses requests that do not carry the one accepted token where an operation asks for it."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        """Wrap `app`; `token` is the accepted one."""
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an authorized request through.

        Raises:
            RefusedError: 401, with the challenges that would do.
        """
        authenticate(head_of(scope), self._token)
        await self._app(scope, receive, send)


def authenticate(head: RequestHead, token: str) -> None:
    """Refuse a request that does not carry the token where the operation asks for one.

    Raises:
        RefusedError: 401, with the challenges that would do.
    """
    contract, operation = head.route.contract, head.operation
    if (
        contract is not None
        and operation is not None
        and not is_authorized(contract, operation, head, token)
    ):
        raise RequestRejected(
            401,
            ProblemId.UNAUTHORIZED,
            "The request does not carry the token that is accepted here.",
            headers=((b"www-authenticate", challenge(contract, operation)),),
        )
