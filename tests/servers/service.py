"""Common parts of both references: routing, methods, tokens, and JSON replies.

A defect or a freedom is a subclass that overrides one of the small methods here.
"""

import itertools
import json
import threading
from collections import Counter
from collections.abc import Hashable
from typing import Any, ClassVar

from tests.servers.clock import Clock
from tests.servers.messages import Headers, Reply, Request, Undecodable

Document = Any
ALLOW: Headers = (("Allow", "GET, HEAD, OPTIONS"),)


class Refusal(Exception):
    """A request that the API refuses, with the status and the words for it."""

    def __init__(self, status: int, message: str, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers


class Service:
    """One API behind a server.

    Attributes:
        api: The API's short name.
        challenge: What a 401 says in `WWW-Authenticate`.
        demands_token: Whether a request without a token is refused; one with a wrong token always
            is, because the documents call the header optional but the token the authorization.
        speed: How fast its time runs without a given clock; what shows only when a bulk or a
            job ends would otherwise take a minute.
    """

    api: ClassVar[str]
    challenge: ClassVar[str]
    demands_token: bool = False
    speed: ClassVar[float] = 1.0

    def __init__(self, *, clock: Clock, demands_token: bool | None = None) -> None:
        self.clock = clock
        self.count = itertools.count(1)
        self._looks: Counter[Hashable] = Counter()
        self._lock = threading.Lock()
        if demands_token is not None:
            self.demands_token = demands_token
        self.prepare()

    def prepare(self) -> None:
        """Set up the store; a subclass may keep notes of its own too."""

    def look(self, key: Hashable) -> int:
        """Return how often this was called with that key, from 1."""
        with self._lock:
            self._looks[key] += 1
            return self._looks[key]

    def answer(self, request: Request) -> Reply:
        """Return the reply to a request."""
        reply = self.handle(request)
        try:
            return self.finish(request, reply)
        except Undecodable:
            return reply

    def handle(self, request: Request) -> Reply:
        """Return the reply before the last touch, refusals included."""
        try:
            if request.target == "*":
                return Reply(status=204, headers=ALLOW)
            if not self.matches(request):
                return self.refuse(404, "There is nothing at this path.")
            if request.method not in {"GET", "HEAD"}:
                return self.other_method(request)
            tenant = self.tenant(request)
            return self.get(request, tenant)
        except Undecodable:
            return self.refuse(400, "The target cannot be decoded.")
        except Refusal as refusal:
            return self.refuse(refusal.status, str(refusal), refusal.headers)

    def matches(self, request: Request) -> bool:
        """Return whether the path is the documented one."""
        raise NotImplementedError

    def get(self, request: Request, tenant: str | None) -> Reply:
        """Return the reply to a GET (or HEAD) on the documented path."""
        raise NotImplementedError

    def refuse(self, status: int, message: str, headers: Headers = ()) -> Reply:
        """Return a refusal in the words of the API."""
        raise NotImplementedError

    def token(self, request: Request) -> str | None:
        """Return the token that the request carries, or None."""
        raise NotImplementedError

    def owner_of(self, token: str) -> str | None:
        """Return the owner of a token, or None if it is unknown."""
        raise NotImplementedError

    def other_method(self, request: Request) -> Reply:
        """Return the reply to any method but GET and HEAD."""
        if request.method == "OPTIONS":
            return Reply(status=204, headers=ALLOW)
        return self.refuse(405, "This path can only be read.", ALLOW)

    def tenant(self, request: Request) -> str | None:
        """Return the client; None if it is not identified.

        Raises:
            Refusal: The token is wrong, or missing where one is demanded.
        """
        token = self.token(request)
        if token is None:
            if self.demands_token:
                raise self.unauthorized("A token is needed.")
            return None
        owner = self.owner_of(token)
        if owner is None:
            raise self.unauthorized("The token is not valid.")
        return owner

    def unauthorized(self, message: str) -> Refusal:
        """Return the refusal of a request whose token is missing or wrong."""
        return Refusal(401, message, (("WWW-Authenticate", self.challenge),))

    def alter(self, body: Document, request: Request) -> Document:
        """Return the body of a 200 as it goes out; here defects and freedoms change it."""
        del request
        return body

    def encode(self, body: Document) -> bytes:
        """Return the body as JSON text."""
        return json.dumps(body, ensure_ascii=False).encode()

    def json(self, body: Document, status: int = 200, headers: Headers = ()) -> Reply:
        """Return a reply with a JSON body."""
        kind = (("Content-Type", "application/json"),)
        return Reply(status=status, headers=kind + headers, body=self.encode(body))

    def finish(self, request: Request, reply: Reply) -> Reply:
        """Return the reply as it goes out; here defects and freedoms change it."""
        del request
        return reply
