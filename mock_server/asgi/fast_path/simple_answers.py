"""Answers simple requests from their bytes, below ASGI.

There are three ways, the fastest first: the response to a request that is equal byte for byte; the
response to one that differs only in what no step has read (`observed_head`), such as a request id;
and the steps themselves. A response is kept when such a request comes for the second time.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from mock_server.asgi.fast_path.fast_path import FastPath, FastResponse
from mock_server.asgi.fast_path.observed_head import ObservedHead, Reads
from mock_server.asgi.fast_path.response_cache import CachedResponse, ResponseCache
from mock_server.asgi.fast_path.simple_requests import SimpleRequest, SimpleRequestParser
from mock_server.asgi.fast_path.value_checks import checks_of
from mock_server.clock import http_date
from openapi.routing import Template

FindSole = Callable[[bytes], tuple[Template, list[str]] | None]
"""Returns the only template that a path can match, and the texts of its parameters."""


class _Keys(NamedTuple):
    """What the responses to similar requests are kept by.

    Attributes:
        any_path: For a response that depends on no value in the path; None if there is not exactly
            one template that can match.
        texts: The parameters in the path.
        one_path: For a response of this path alone.
    """

    any_path: Hashable
    texts: Sequence[str]
    one_path: Hashable


class SimpleAnswers:
    """Answers simple requests.

    Attributes:
        fast_path: Runs the steps.
        heads: The parser of simple requests.
        replies: The responses that are kept.
    """

    def __init__(
        self,
        fast_path: FastPath,
        heads: SimpleRequestParser,
        replies: ResponseCache,
        find_sole: FindSole,
    ) -> None:
        self.fast_path = fast_path
        self.heads = heads
        self.replies = replies
        self._find_sole = find_sole

    def respond(self, data: bytes, scheme: str) -> bytes | None:
        """Return the response to a simple request, and record it; None for another one.

        Args:
            data: What has arrived on a connection that waits for nothing else.
            scheme: The scheme of the request's URL, `http` or `https`.
        """
        replies, record_repeat = self.replies, self.fast_path.record_repeat
        kept = replies.find(data)
        if kept is not None:
            now = record_repeat(kept)
            if now is not None:
                return kept.reply.with_date(http_date(now))
        request = self.heads.split(data)
        if request is None:
            return None
        if replies.was_seen_before(data):
            return self._run(data, request, scheme)
        keys = self._keys(request)
        kept = self._kept(request, keys)
        if kept is not None:
            now = record_repeat(kept, request)
            if now is not None:
                return kept.reply.with_date(http_date(now))
        return self._run_observed(request, keys, scheme)

    def keep(self, data: bytes, outcome: FastResponse) -> None:
        """Keep the response to a request that has come before."""
        if self.replies.was_seen_before(data):
            self.replies.store(data, self.fast_path.cached_response(outcome))

    def _keys(self, request: SimpleRequest) -> _Keys:
        method, path, query, lines = request
        kinds = tuple([line.kind for line in lines])
        one_path, sole = (path, method, query, kinds), self._find_sole(path)
        if sole is None:
            return _Keys(None, (), one_path)
        template, texts = sole
        return _Keys((template, method, query, kinds), texts, one_path)

    def _kept(self, request: SimpleRequest, keys: _Keys) -> CachedResponse | None:
        """Return the response to a similar request, if it is the one to this request, too."""
        for key in (keys.any_path, keys.one_path):
            found = self.replies.find(key)
            if found is not None and found.checks.accept(keys.texts, request.lines):
                return found
        return None

    def _run(self, data: bytes, request: SimpleRequest, scheme: str) -> bytes | None:
        """Return the response of the steps, and keep it for requests with the same bytes."""
        head = self.heads.head(request)
        outcome = None if head is None else self.fast_path.try_respond_simple(head, scheme)
        if outcome is None:
            return None
        if outcome.is_cacheable:
            self.replies.store(data, self.fast_path.cached_response(outcome))
        return outcome.with_date()

    def _run_observed(self, request: SimpleRequest, keys: _Keys, scheme: str) -> bytes | None:
        """Return the response of the steps, and keep it for similar requests."""
        head = self.heads.head(request)
        if head is None:
            return None
        is_known, is_known_path = map(self.replies.was_seen_before, (keys.any_path, keys.one_path))
        observed = ObservedHead.observe(head) if is_known or is_known_path else None
        outcome = self.fast_path.try_respond_simple(observed or head, scheme)
        if outcome is None:
            return None
        if observed is not None and outcome.is_cacheable:
            any_path = keys.any_path if is_known else None
            one_path = keys.one_path if is_known_path else None
            checks = checks_of(head, request.lines, observed.reads)
            key = self._key(observed.reads, any_path, one_path)
            if key is not None and checks.accept(keys.texts, request.lines):
                self.replies.store(key, self.fast_path.cached_response(outcome, checks))
        return outcome.with_date()

    def _key(self, reads: Reads, any_path: Hashable, one_path: Hashable) -> Hashable:
        """Return the key under which a response is kept; None if it is not.

        Args:
            reads: What the steps have read of the request.
            any_path: The key without the values of the path; None if this is the first one.
            one_path: The key with them; None if this is the first one.
        """
        # If headers are told apart that were not before, the keys of all later requests are others.
        if not reads.decide or self.heads.distinguish(reads.names):
            return None
        return one_path if reads.has_path else one_path if any_path is None else any_path
