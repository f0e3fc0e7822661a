"""Finds the recorded answer to a request: by method, path, query and, where they differ, body.

The n-th equal request gets the n-th recorded answer, and the last one from then on.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from mock_server.journal.recordings.entries import RecordedAnswer
from mock_server.journal.recordings.keys import Asked, RequestKey, digest_of, key_of
from mock_server.journal.redaction import Redaction
from openapi.errors import nearest

MAX_LISTED = 20  # recorded requests that are named in the place of one that was not recorded
MAX_COMPARED = 2000  # recorded paths that are compared with one that was not recorded

_NOT_MODIFIED = 304

Positions = Mapping[str, int]  # how many answers a session has got, by the key of a sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedAnswer:
    """An answer that was recorded."""

    answer: RecordedAnswer
    place: int = 1  # its place in the sequence, from 1
    length: int = 1  # the length of the sequence
    key: str = ""  # the key of the sequence; empty if it has one answer only


@dataclass(slots=True)
class _Group:
    """The answers to a request without its body, of one origin."""

    key: str  # a short text for the positions
    # The sequence of each body; None is the digest of a body that is not known.
    by_body: dict[str | None, list[RecordedAnswer]] = field(default_factory=dict)

    def sequence(self, digest: str) -> tuple[str, Sequence[RecordedAnswer]]:
        """Return the sequence for a body, with its key; empty if another body was recorded."""
        if len(self.by_body) == 1:
            return self.key, next(iter(self.by_body.values()))
        if digest in self.by_body:
            return f"{self.key}/{digest}", self.by_body[digest]
        return f"{self.key}/", self.by_body.get(None, ())


class Matcher:
    """The answers of a recording, by request."""

    def __init__(
        self,
        answers: Iterable[RecordedAnswer],
        redaction: Redaction,
        *,
        is_documented: Callable[[str, bytes], bool],
    ) -> None:
        """Arrange the answers.

        They are in the order of the recording. The redaction makes a request with a secret equal to
        the recorded one without it; servers with documented requests have precedence over others in
        the same recording.
        """
        self._redaction = redaction
        self._groups: dict[RequestKey, dict[str, _Group]] = {}
        self._paths: dict[str, list[RequestKey]] = {}
        weights: Counter[str] = Counter()
        known: dict[tuple[str, bytes], bool] = {}
        for answer in answers:
            asked = (answer.method, answer.path)
            if asked not in known:
                known[asked] = is_documented(*asked)
            weights[answer.origin] += 1_000_000 if known[asked] else 1
            # A 304 says that the client has the answer; with its tag, another answer gives one.
            if answer.status != _NOT_MODIFIED:
                self._add(answer)
        self._weights = weights

    def find(self, asked: Asked, seen: Positions) -> MatchedAnswer | None:
        """Return the answer to a request; None if it was not recorded.

        HEAD gets the answer to GET if there is no other.

        `seen` is how many answers the session has got of each sequence.
        """
        digest = digest_of(self._redaction.body(asked.body), asked.media_type)
        for method in (asked.method, "GET") if asked.method == "HEAD" else (asked.method,):
            groups = self._groups.get(self._key(asked._replace(method=method)), {})
            for origin in sorted(groups, key=lambda name: -self._weights[name]):
                key, sequence = groups[origin].sequence(digest)
                if sequence:
                    place = min(seen.get(key, 0), len(sequence) - 1)
                    return MatchedAnswer(
                        answer=sequence[place],
                        place=place + 1,
                        length=len(sequence),
                        key=key if len(sequence) > 1 else "",
                    )
        return None

    def nearest(self, asked: Asked) -> tuple[str, ...]:
        """Return the recorded requests that are most similar to one that was not, nearest first."""
        key = self._key(asked)
        same_path = self._paths.get(key.path)
        if not same_path:
            near = nearest(key.path, islice(self._paths, MAX_COMPARED))
            same_path = self._paths[near] if near is not None else []
        by_method = sorted(same_path, key=lambda each: each.method != asked.method)
        shown = [each.shown for each in by_method]
        first = nearest(key.shown, shown)
        ordered = dict.fromkeys([*([first] if first else []), *shown])
        return tuple(islice(ordered, MAX_LISTED))

    def has_other_bodies(self, asked: Asked) -> bool:
        """Whether a request was recorded with other bodies only."""
        return self._key(asked) in self._groups

    def _key(self, asked: Asked) -> RequestKey:
        clean = self._redaction
        return key_of(asked.method, clean.path(asked.path), clean.query(asked.query))

    def _add(self, answer: RecordedAnswer) -> None:
        key = self._key(Asked(answer.method, answer.path, answer.query))
        groups = self._groups.get(key)
        if groups is None:
            groups = self._groups[key] = {}
            self._paths.setdefault(key.path, []).append(key)
        group = groups.get(answer.origin)
        if group is None:
            group = groups[answer.origin] = _Group(key=str(answer.number))
        sent = None if answer.sent is None else self._redaction.body(answer.sent)
        digest = None if sent is None else digest_of(sent, answer.sent_type)
        group.by_body.setdefault(digest, []).append(answer)
