"""The interface between a check run and a generator of requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from contracts.http.client.recorder import Recorder
from contracts.http.clock import Clock
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.results.verdict import CheckResult


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzLimits:
    """How much is generated."""

    operations: frozenset[str]  # ids of the operations that are called
    max_examples: int  # random requests per operation and mode
    max_seconds: float  # time of random requests
    seed: int  # the same seed sends the same requests
    is_unsafe: bool = False  # whether methods other than GET, HEAD and OPTIONS may be tried


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzResult:
    """The generator's own results; the recorder has the exchanges."""

    # Its judgements by operation id; their findings name exchanges by number.
    by_operation: Mapping[str, tuple[CheckResult, ...]] = field(default_factory=dict)
    errors: tuple[str, ...] = ()  # what it could not do, one clause each
    stop_reason: str = ""  # why it ended early, or empty


class Fuzzer(Protocol):
    """Generates requests for one API and sends them."""

    def __call__(
        self,
        target: Target,
        credentials: Credentials,
        recorder: Recorder,
        plan: FuzzLimits,
        clock: Clock,
    ) -> FuzzResult:
        """Send generated requests through the recorder."""
