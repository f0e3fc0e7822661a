"""Answers simple requests from their bytes, below ASGI.

There are three ways, the fastest first: the response to a request that is equal byte for byte; the
response to one that differs only in what no step has read (`observed_head`), such as a request id;
and the steps themselves. A response is kept when such a request comes for the second time.
"""

from collections.abc import Callable, Hashable, Sequence

from mock_server.asgi.fast_path.fast_path import FastPath, FastResponse
from mock_server.asgi.fast_path.observed_head import ObservedHead
from mock_server.asgi.fast_path.response_cache import ResponseCache
from mock_server.asgi.fast_path.simple_requests import SimpleRequest, SimpleRequestParser
from mock_server.asgi.fast_path.value_checks import checks_of
from openapi.routing import Template

FindSole = Callable[[bytes], tuple[Template, list[str]] | None]
"""Returns the only template that a path can match, and the texts of its parameters."""


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
        kept = self.replies.find(data)
        if kept is not None:
            now = self.fast_path.record_repeat(kept)
            if now is not None:
                return kept.reply.at(now)
        request = self.heads.split(data)
        if request is None:
            return None
        # What is kept may be too old; and `find` has just looked for a change of state.
        if kept is not None or self.replies.marks.was_seen_before(data):
            return self._run(data, request, scheme)
        method, path, query, lines = request
        kinds = tuple([kind for kind, _ in lines])
        sole = self._find_sole(path)
        texts: Sequence[str] = ()
        one_path = (path, method, query, kinds)
        keys: tuple[Hashable, ...] = (one_path,)
        if sole is not None:
            template, texts = sole
            keys = ((template, method, query, kinds), one_path)
        for key in keys:
            reply = self._repeat(key, request, texts)
            if reply is not None:
                return reply
        return self._run_observed(request, texts, keys, scheme)

    def keep(self, data: bytes, outcome: FastResponse) -> None:
        """Keep the response to a request that has come before."""
        if self.replies.was_seen_before(data):
            self.replies.store(data, self.fast_path.cached_response(outcome))

    def _repeat(self, key: Hashable, request: SimpleRequest, texts: Sequence[str]) -> bytes | None:
        """Return the response that is kept by a key, if it is the one to a request, and record it.

        `texts` are the parameters in the path.
        """
        kept = self.replies.find_similar(key)
        if kept is None or not kept.checks.accept(texts, request.lines):
            return None
        now = self.fast_path.record_repeat(kept, request)
        return None if now is None else kept.reply.at(now)

    def _run(self, data: bytes, request: SimpleRequest, scheme: str) -> bytes | None:
        """Return the response of the steps, and keep it for requests with the same bytes."""
        head = self.heads.head(request)
        outcome = None if head is None else self.fast_path.try_respond_simple(head, scheme)
        if outcome is None:
            return None
        if outcome.is_cacheable:
            self.replies.store(data, self.fast_path.cached_response(outcome))
        return outcome.with_date()

    def _run_observed(
        self, request: SimpleRequest, texts: Sequence[str], keys: Sequence[Hashable], scheme: str
    ) -> bytes | None:
        """Return the response of the steps, and keep it for similar requests.

        It is kept by the first of `keys` that holds for what was read, when a request with this key
        has come before; the last key has the whole path.
        """
        head = self.heads.head(request)
        if head is None:
            return None
        seen = [key for key in keys if self.replies.was_seen_before(key)]
        observed = ObservedHead.observe(head) if seen else head
        outcome = self.fast_path.try_respond_simple(observed, scheme)
        if outcome is None:
            return None
        if isinstance(observed, ObservedHead) and outcome.is_cacheable:
            reads = observed.reads
            checks = checks_of(head, request.lines, reads)
            key = keys[0]
            if reads.has_path or len(keys) == 1:
                key, checks = keys[-1], checks._replace(in_path=())
            # If headers are distinguished that were not before, later requests have other keys.
            is_kept = reads.decide and not self.heads.distinguish(reads.names) and key in seen
            if is_kept and checks.accept(texts, request.lines):
                self.replies.store(key, self.fast_path.cached_response(outcome, checks))
        return outcome.with_date()
