"""Criteria that select exchanges of the journal; all that are given must match.

The same criteria are used to list requests (as query parameters), to count, find and verify them
(as JSON), and in Python.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import translate
from functools import lru_cache, partial
from typing import Self
from urllib.parse import unquote

from mock_server.http.requests import read_query
from mock_server.journal.entries.entry import Entry
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What must be true of an exchange; None matches every exchange."""

    api: str | None = None
    operation: str | None = None
    method: str | None = None  # regardless of case
    path: str | None = None  # the decoded path without a session's prefix; a `*` matches any text
    status: int | None = None
    status_range: str | None = None  # a range as in a document, such as `4XX`
    session: str | None = None  # its name; empty for the default session
    scenario: str | None = None  # the scenario that was played, as `name` or `api/name`
    fault: str | None = None  # the name of the fault that fired
    replica: str | None = None  # the name of the process that has answered
    unmatched: bool | None = None  # whether the mock refused the request
    violated: bool | None = None  # whether a proxied request or its response violates the contract
    noted: bool | None = None  # whether the request asks for something that it did not get
    # Words that the line of the exchange has, regardless of case: in its method, URL, status,
    # operation, session, scenario, example, fault, refusal, notes or replica. One that begins with
    # `-` or `!` is a word that the line does not have: `-304`.
    text: str | None = None
    since: int | None = None  # only entries with a larger id
    header: Mapping[str, str | bool] = field(default_factory=dict)  # a value, or whether it is sent
    query: Mapping[str, str | bool] = field(default_factory=dict)  # a value, or whether it is sent

    @classmethod
    def from_json(cls, value: Mapping[str, JSON]) -> Self:
        """Return the criteria of a JSON object that is valid for the admin API's schema."""
        known = {each.name for each in fields(cls)}
        return cls(**{key: each for key, each in value.items() if key in known})

    def matches(self, entry: Entry) -> bool:
        """Whether an exchange matches."""
        # The cheap test first: a journal is long.
        if self.since is not None and entry.id <= self.since:
            return False
        return all(
            _field_matches(name, wanted, found) for name, wanted, found in self._compared(entry)
        )

    def filter(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return the exchanges that match, in order."""
        return tuple(filter(self.matches, entries))

    def _compared(self, entry: Entry) -> Iterator[tuple[str, JSON, JSON]]:
        facts: Mapping[str, Callable[[], JSON]] = {
            "session": lambda: entry.session,
            "operation": lambda: entry.operation_id,
            "api": lambda: entry.api,
            "status": lambda: entry.status,
            "status_range": lambda: f"{entry.status // 100}XX",
            "method": entry.method.upper,
            "unmatched": lambda: entry.is_unmatched,
            "violated": lambda: bool(entry.violations),
            "noted": lambda: bool(entry.notes),
            "scenario": lambda: entry.scenario,
            "fault": lambda: entry.fault,
            "replica": lambda: entry.replica,
            "path": partial(decoded_path, entry),
            "text": partial(line_text, entry),
        }
        for name, fact in facts.items():
            wanted = getattr(self, name)
            if wanted is not None:
                yield name, wanted.upper() if name == "method" else wanted, fact()
        if self.header:
            headers = {name.decode("latin-1"): value for name, value in entry.headers}
            for name, wanted in self.header.items():
                raw = headers.get(name.lower())
                yield f"header {name}", wanted, None if raw is None else raw.decode("latin-1")
        if self.query:
            pairs, _ = read_query(entry.query)
            query = dict(reversed(pairs))
            for name, wanted in self.query.items():
                yield f"query {name}", wanted, query.get(name)


def decoded_path(entry: Entry) -> str:
    """Return an entry's path, percent-decoded."""
    return unquote(entry.path.decode("ascii", "replace"), errors="replace")


def line_text(entry: Entry) -> str:
    """Return the texts of an entry that a line shows, in lower case and with spaces between."""
    what = (entry.method, str(entry.status), entry.url, entry.api, entry.operation_id)
    why = (entry.scenario, entry.example, entry.fault, entry.refusal)
    said = (*entry.notes, *entry.answer_notes, entry.replica)
    return " ".join([*what, entry.session, *why, *said]).lower()


def _field_matches(name: str, wanted: JSON, found: JSON) -> bool:
    if name.startswith(("header ", "query ")):
        return (found is not None) == wanted if isinstance(wanted, bool) else found == wanted
    if name == "path":
        return _pattern(wanted).fullmatch(found) is not None
    if name == "text":
        return all(_has_word(found, word) for word in wanted.lower().split())
    if name == "scenario":
        return wanted in (found, found.partition("/")[2])
    return bool(wanted == found)


def _has_word(text: str, word: str) -> bool:
    """Whether a text has a word, or lacks one that begins with `-` or `!`."""
    bare = word[1:] if word.startswith(("-", "!")) else ""
    return bare not in text if bare else word in text


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    # Only the star is special. fnmatch's patterns do not backtrack exponentially on long paths.
    return re.compile(translate(text.replace("[", "[[]").replace("?", "[?]")))
