"""What a recording had, and what of it was judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SHOWN = 10  # requests and hosts of a kind that are listed; further ones are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStats:
    """The entries of the recordings that a run has read."""

    files: tuple[str, ...] = ()  # names of the files
    entries: int = 0  # number of all entries
    judged: int = 0  # number of entries that belong to an operation
    # How often each `METHOD path` was requested that no operation has; the first different ones.
    unmatched: Mapping[str, int] = field(default_factory=dict)
    unmatched_total: int = 0  # number of all such entries
    # How often each `METHOD path` was requested, of a server with judged entries, that no API has;
    # the first different ones.
    outside: Mapping[str, int] = field(default_factory=dict)
    # Number of entries to servers without a judged entry, by origin.
    hosts: Mapping[str, int] = field(default_factory=dict)
    # Number of entries by origin or base URL at which they would be of an operation.
    suspects: Mapping[str, int] = field(default_factory=dict)
    # Number of entries that show nothing about the server, by reason.
    not_judged: Mapping[str, int] = field(default_factory=dict)
    without_body: int = 0  # number of judged answers whose body the recording does not have
    problems: tuple[str, ...] = ()  # why a file could not be read to its end, one clause each
