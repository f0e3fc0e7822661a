"""What the probing of one target has gathered, and how it goes on after an error or a silence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from traceback import extract_tb

from contracts.errors import ContractsError
from contracts.http.client.exhaustion import exhaustion_of
from contracts.http.client.silence import is_gone, last_answered
from contracts.http.client.transport import BudgetExhausted, ServerSilent
from contracts.http.messages.exchange import Request
from contracts.http.requests.building import UncomposableError
from contracts.probes.inputs.base_path import WrongBasePath
from contracts.probes.inputs.context import ResourceFollower, RowUse
from contracts.probes.inputs.raw_request import documented_request
from contracts.results.verdict import CheckResult
from contracts.run.progress import NOTHING, Reached
from contracts.run.session import CheckSession
from openapi.contract import Operation

MAX_PLAIN = 3  # other operations that are asked whether a server still answers


@dataclass(slots=True)
class ProbeResult:
    """The result of probing one target; the recorder of its session has the exchanges."""

    session: CheckSession
    # Resources that are polled again at the end.
    followers: list[ResourceFollower] = field(default_factory=list)
    rows_used: list[RowUse] = field(default_factory=list)  # rows of values that were tried
    # Judgements of the generator's own checks, by operation id.
    second_opinion: Mapping[str, tuple[CheckResult, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # what did not go as planned, one sentence each
    stopped_at: int = 0  # number of the exchange from which on the server answered no request, or 0
    is_stop_elsewhere: bool = False  # whether another part of the run has found that first
    # Which error of ours kept an operation from being probed, one clause by operation id.
    internal_errors: dict[str, str] = field(default_factory=dict)
    # Why no documented request was made for an operation, one clause by its id.
    unbuilt: dict[str, str] = field(default_factory=dict)
    # Ids of the operations that were left because they did not answer.
    silent: set[str] = field(default_factory=set)
    # Ids of the operations that got all of their documented requests.
    documented: set[str] = field(default_factory=set)
    # Ids of the operations to which every probe was sent.
    finished: list[str] = field(default_factory=list)
    stopped: str = ""  # why nothing more was sent, one clause; empty if all was sent
    # How far the run came; of a part of a run, nothing is noted about it.
    reached: Reached = NOTHING
    # Why the base path is probably wrong; None if it is not.
    wrong_base_path: WrongBasePath | None = None

    def why_unasked(self, operation: str) -> str:
        """Return why no request was made for an operation, one clause; empty if not known."""
        return self.unbuilt.get(operation, "") or self.stopped

    def why_cut(self, operation: str) -> str:
        """Return why an operation did not get its documented requests, one clause; else empty."""
        return "" if operation in self.documented else self.stopped


@contextmanager
def leaving_silent(gathered: ProbeResult, operation: Operation) -> Iterator[None]:
    """Go on with other operations after one that is not answered, if the server still answers.

    Raises:
        ServerSilent: The server answers no other request either.
    """
    try:
        yield
    except ServerSilent as error:
        transport = gathered.session.recorder.transport
        if all(is_gone(transport, plain) for plain in _plain_requests(gathered, operation)):
            raise
        transport.forgive(gathered.session.target.origin)
        gathered.silent.add(operation.id)
        gathered.notes.append(
            f"{operation.id}: it was left, because {error.reason}; other requests are answered."
        )


def _plain_requests(gathered: ProbeResult, silent: Operation) -> Iterator[Request]:
    """Yield requests that a working server answers: one that it did answer, or documented ones."""
    session = gathered.session
    answered = last_answered(session.recorder.exchanges)
    if answered is not None:
        yield answered.request
        return
    others = (each for each in session.target.contract.operations if each is not silent)
    for operation in islice((each for each in others if each.is_safe), MAX_PLAIN):
        with suppress(UncomposableError):
            yield documented_request(session.target, operation, session.credentials).request


@contextmanager
def surviving(*probed: tuple[ProbeResult, Sequence[Operation]]) -> Iterator[None]:
    """Go on after an internal error: the operations are then reported as not proved.

    Raises:
        BudgetExhausted: A budget is used up.
        ContractsError: The command cannot do its work.
    """
    try:
        yield
    except (BudgetExhausted, ContractsError):
        raise
    except Exception as error:  # reported as an internal error
        exhausted = exhaustion_of(error)
        if exhausted:
            raise exhausted from error
        for gathered, operations in probed:
            reason = gathered.session.credentials.redactor.text(internal_error(error))
            gathered.internal_errors.update({operation.id: reason for operation in operations})


def internal_error(error: Exception) -> str:
    """Return an unexpected error as one clause, with the place where it was raised."""
    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    lines = str(error).splitlines()
    shown = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return f"contracts had an internal error ({shown[:120]}{place})"
