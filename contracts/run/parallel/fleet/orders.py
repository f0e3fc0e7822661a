"""What travels through the queue: orders to workers, and their answers, as JSON values.

An order has no secret. It has the words of the command without those that may be one, and a
worker adds what its own environment gives to the command (`CONTRACTS_CHECK_HEADER`, and the
variables that documents name).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from contracts.errors import OptionError
from contracts.results.merging.layouts import PLAIN, TEXT, TEXTS, TEXTS_BY_NAME, Layout, MemberKind
from contracts.run.parallel.units import (
    Partial,
    Share,
    Unit,
    of_this_release,
    partial_from_json,
    partial_to_json,
    unit_from_json,
    unit_to_json,
)
from openapi.json.types import JSON
from openapi.text.printable import printable

MAX_LINES = 8  # lines of a worker's own message that are shown
MAX_LINE = 300  # characters of one of them


class RefusedByWorkerError(OptionError):
    """A worker cannot do its part: the message has the worker's own lines."""

    def __init__(self, worker: str, refusal: str) -> None:
        """Take the message of a worker.

        The worker is empty if it is not known; the refusal has several lines.
        """
        super().__init__(
            "a worker of the fleet cannot do its part", where=worker and f"worker {worker}"
        )
        self._lines = refusal.splitlines()[:MAX_LINES]

    def __str__(self) -> str:
        """Return the message, with each line of the worker's as a line."""
        own = [printable(line[:MAX_LINE]) for line in self._lines]
        return "\n".join([super().__str__(), *(f"  {line}" for line in own)])


VERSION = 1  # changes with the meaning of an order or an answer
MAX_WORDS = 10_000  # words of a command that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the units of a run have in common."""

    run: str  # names the run
    name: str  # the command of `contracts`: `check` or `fuzz`
    words: tuple[str, ...]  # its options and arguments, without secrets
    documents: Mapping[str, str]  # digest of each document by its file name, as the run has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutcome:
    """What became of a task."""

    task: str  # names it
    partial: Partial | None = None  # its result; None without one
    refusal: str = ""  # why the worker cannot do any task of this run; empty if it can
    failure: str = ""  # why the task has no result, one clause; empty if it has one
    # The texts of the witnesses that the findings name, by file name.
    witnesses: Mapping[str, str] = field(default_factory=dict)
    worker: str = ""  # who refuses it; empty otherwise


_COMMAND = Layout(Command, run=TEXT, command=TEXT.of("name"), words=TEXTS, documents=TEXTS_BY_NAME)
_ANSWER = Layout(
    TaskOutcome,
    task=TEXT,
    partial=MemberKind(
        lambda about, key: None if about.get(key) is None else partial_from_json(about.get(key)),
        lambda partial: None if partial is None else partial_to_json(partial),
    ),
    refusal=PLAIN,
    failure=PLAIN,
    witnesses=TEXTS_BY_NAME,
    worker=PLAIN,
)


def order_to_json(command: Command, unit: Unit, share: Share) -> dict[str, JSON]:
    """Return an order as a JSON value."""
    return {"version": VERSION, **_COMMAND.write(command), "work": unit_to_json(unit, share)}


def order_from_json(document: JSON) -> tuple[Command, Unit, Share]:
    """Return the command, the unit and the share of an order.

    Raises:
        OptionError: It is none, or one of another version.
    """
    root = of_this_release(document, VERSION, "an order to a worker")
    command = _COMMAND.read(root)
    if len(command.words) > MAX_WORDS:
        raise OptionError("this is not an order to a worker", found=f"{len(command.words)} words")
    return (command, *unit_from_json(root.get("work")))


def answer_to_json(answer: TaskOutcome) -> dict[str, JSON]:
    """Return an answer as a JSON value."""
    return {"version": VERSION, **_ANSWER.write(answer)}


def answer_from_json(document: JSON) -> TaskOutcome:
    """Return the answer that a JSON value describes.

    Raises:
        OptionError: It describes none, or one of another version.
    """
    return _ANSWER.read(of_this_release(document, VERSION, "the answer of a worker"))


def digests_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the digest of each document.

    The texts are by file name.

    >>> digests_of({"a.yaml": "openapi: 3.0.3"})
    {'a.yaml': '968bcdb02f5e4a88'}
    """
    return {name: sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()}


def refuse_other_documents(expected: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Do nothing if a worker has read the documents of the run.

    Raises:
        OptionError: It has read others, of which a result would prove nothing.
    """
    if dict(expected) == dict(found):
        return
    names = sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
    raise OptionError(
        "the worker has other documents than the run",
        where=", ".join(names)[:200],
        found="another text, or none",
        allowed="the same text",
        hint="give all workers the same files at the same paths, or a URL with --spec",
    )
