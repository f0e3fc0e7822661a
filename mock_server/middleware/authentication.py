"""Asks for credentials before anything else about a request is judged."""

from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.errors import RefusedError
from mock_server.problems import ProblemId
from mock_server.request_head import head_of
from mock_server.security import challenge, is_authorized


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
        head = head_of(scope)
        contract, operation = head.route.contract, head.operation
        if (
            contract is not None
            and operation is not None
            and not is_authorized(contract, operation, head, self._token)
        ):
            raise RefusedError(
                401,
                ProblemId.UNAUTHORIZED,
                "The request does not carry the token that is accepted here.",
                headers=((b"www-authenticate", challenge(contract, operation)),),
            )
        await self._app(scope, receive, send)
