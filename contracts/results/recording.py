"""What a recording had, and what of it was judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SHOWN = 10
"""Requests and hosts of a kind that are listed; further ones are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStats:
    """The entries of the recordings that a run has read.

    Attributes:
        files: Names of the files.
        entries: Number of all entries.
        judged: Number of entries that belong to an operation.
        unmatched: How often each `METHOD path` was requested that no operation has; the first
            different ones.
        unmatched_total: Number of all such entries.
        outside: How often each `METHOD path` was requested, of a server with judged entries, that
            no API has; the first different ones.
        hosts: Number of entries to servers without a judged entry, by origin.
        suspects: Number of entries by origin or base URL at which they would be of an operation.
        not_judged: Number of entries that show nothing about the server, by reason.
        without_body: Number of judged answers whose body the recording does not have.
        problems: Why a file could not be read to its end, one clause each.
    """

    files: tuple[str, ...] = ()
    entries: int = 0
    judged: int = 0
    unmatched: Mapping[str, int] = field(default_factory=dict)
    unmatched_total: int = 0
    outside: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, int] = field(default_factory=dict)
    suspects: Mapping[str, int] = field(default_factory=dict)
    not_judged: Mapping[str, int] = field(default_factory=dict)
    without_body: int = 0
    problems: tuple[str, ...] = ()
