"""What the workers have in common, in the parent: their choices, and the stream of exchanges.

A change is answered when every other worker has it, so that a client that was answered by one sees
its change in all. A worker that does not reply in time is not waited for.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from mock_server.server.workers.frames import FrameError, FrameKind, pack, present, unpack
from mock_server.server.workers.parent.batches import Batches
from mock_server.server.workers.parent.choices import Choices
from mock_server.server.workers.parent.connection import WorkerConnection
from mock_server.sessions.stores.store import Swap
from mock_server.settings import DEFAULT_JOURNAL_BYTES, DEFAULT_JOURNAL_ENTRIES

REPLY_SECONDS = 1.0  # how long the hub waits for the replies of other workers
SILENT_SECONDS = 60.0  # a worker that leaves a question open for longer is stuck
MAX_LOAD_BYTES = 4 * 1024 * 1024  # bytes of owners in one answer, if the first is shorter

MAX_SNAPSHOT_BYTES = 4 * 1024 * 1024

_Values = list[bytes | None]


@dataclass(slots=True)
class _Wait:
    """An answer that waits for the replies of workers."""

    caller: int  # the worker that is answered
    call: bytes  # the number of its call
    values: list[bytes | None]  # what it is answered; replies are added if they are wanted
    missing: set[int]  # the workers that have not replied yet
    until: float  # when it is answered all the same
    collects: bool = False  # whether the replies are part of the answer


@dataclass(slots=True)
class _Seat:
    """A worker, and what the next one with its number takes over."""

    connection: WorkerConnection | None = None
    asked: int = 0  # questions that it has not replied to
    since: float = 0.0  # when it was asked first, or has replied last
    snapshots: dict[bytes, bytes] = field(default_factory=dict)  # the last snapshot of each kind


class WorkersHub:
    """Keeps the choices and the exchanges of all workers."""

    def __init__(
        self,
        *,
        max_exchanges: int = DEFAULT_JOURNAL_ENTRIES,
        max_bytes: int = DEFAULT_JOURNAL_BYTES,
        ticker: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin empty; the limits are those of the journal, `ticker` returns seconds."""
        self._choices = Choices()
        self._batches = Batches(max_exchanges=max_exchanges, max_bytes=max_bytes)
        self._ticker = ticker
        self._seats: dict[int, _Seat] = {}
        self._waits: dict[bytes, _Wait] = {}
        self._asked = 0
        self._calls: Mapping[bytes, Callable[[int, bytes, _Values], None]] = {
            b"names": self._names,
            b"get": self._get,
            b"swap": self._swap,
            b"append": self._append,
            b"clear": self._clear,
            b"read": self._read,
            b"publish": self._publish,
            b"collect": self._collect,
            b"keep": self._keep,
            b"announce": self._announce,
        }
        self._announced: dict[bytes, bytes] = {}

    def joined(self, number: int, connection: WorkerConnection) -> None:
        """Note a worker that is started; it takes over what the one before it has left."""
        seat = self._seats.setdefault(number, _Seat())
        seat.connection, seat.asked = connection, 0
        for kind, snapshot in seat.snapshots.items():
            self._ask(seat, [b"", b"inherit", kind, snapshot])
        for kind, value in self._announced.items():
            self._ask(seat, [b"", b"announced", kind, value])

    def left(self, number: int) -> None:
        """Note a worker that has ended: no reply of it is waited for."""
        self._seats[number].connection = None
        for token, wait in [*self._waits.items()]:
            if wait.caller == number:
                del self._waits[token]
            else:
                self._replied(token, number, ())

    def received(self, number: int, kind: FrameKind, payload: bytes) -> None:
        """Take a frame of a worker (FrameError: it is not one that a worker sends)."""
        head, *values = unpack(payload)
        if head is None or kind not in (FrameKind.CALL, FrameKind.REPLY):
            raise FrameError("a frame that no worker sends")
        if kind is FrameKind.REPLY:
            seat = self._seats[number]
            seat.asked, seat.since = max(seat.asked - 1, 0), self._ticker()
            self._replied(head, number, values)
            return
        name = values[0] if values else None
        call = self._calls.get(name or b"")
        if call is None:
            raise FrameError("a call of an unknown name")
        call(number, head, values[1:])

    def check_time(self) -> None:
        """Answer what has waited for long enough."""
        now = self._ticker()
        for token, wait in [*self._waits.items()]:
            if now > wait.until:
                self._finish(token)

    def is_silent(self, number: int) -> bool:
        """Whether a worker has not replied for so long that it is stuck."""
        seat = self._seats[number]
        return bool(seat.asked) and self._ticker() - seat.since > SILENT_SECONDS

    # Choices.

    def _names(self, number: int, call: bytes, _: _Values) -> None:
        self._answer(number, call, [name.encode() for name in self._choices.owners()])

    def _get(self, number: int, call: bytes, values: _Values) -> None:
        """Answer with the fields of some owners: of the first ones, as many as fit."""
        found: list[bytes | None] = []
        room = MAX_LOAD_BYTES
        for name in present(values):
            fields = self._choices.fields(name.decode())
            packed = pack(_pairs(fields))
            room -= len(packed)
            if found and room < 0:
                break
            found += (name, packed)
        self._answer(number, call, found)

    def _swap(self, number: int, call: bytes, values: _Values) -> None:
        """Write fields, inform the other workers, and answer when they have them."""
        owner, *rest = values
        if owner is None or len(rest) % 3:
            raise FrameError("a swap without a field, an expected and a new value")
        swaps: dict[str, Swap] = {}
        for name, expected, value in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            if name is None or value is None:
                raise FrameError("a swap without a field or a new value")
            swaps[name.decode()] = Swap(expected=expected, value=value)
        found = self._choices.swap(owner.decode(), swaps)
        if found is not None:
            self._answer(number, call, [b"differs", *_pairs(found)])
            return
        written = _pairs({name: swap.value for name, swap in swaps.items()})
        self._ask_others(number, call, [b"changed", owner, *written], answer=[b"written"])

    # Exchanges.

    def _append(self, number: int, call: bytes, values: _Values) -> None:
        count, data = present(values)
        self._answer(number, call, [b"%d" % self._batches.append(int(count), data)])

    def _clear(self, number: int, call: bytes, values: _Values) -> None:
        is_whole, data = present(values)
        self._batches.clear(data, is_whole=is_whole == b"1")
        self._answer(number, call, [b""])

    def _read(self, number: int, call: bytes, values: _Values) -> None:
        (after,) = present(values)
        found: list[bytes | None] = [b"%d" % self._batches.floor]
        for batch in self._batches.after(int(after)):
            found += (b"%d %d" % (batch.position, batch.first), batch.data)
        self._answer(number, call, found)

    def _publish(self, number: int, call: bytes, _: _Values) -> None:
        """Have every other worker append what it has, and answer then."""
        self._ask_others(number, call, [b"publish"], answer=[b""])

    # Snapshots.

    def _collect(self, number: int, call: bytes, values: _Values) -> None:
        """Answer with a snapshot of every other worker: its number, and what it replies."""
        self._ask_others(number, call, [b"snapshot", *present(values)], answer=[], collects=True)

    def _keep(self, number: int, _: bytes, values: _Values) -> None:
        """Keep a snapshot of a worker for the one that may take its place."""
        kind, snapshot = present(values)
        if len(snapshot) <= MAX_SNAPSHOT_BYTES:
            self._seats[number].snapshots[kind] = snapshot

    def _announce(self, number: int, call: bytes, values: _Values) -> None:
        """Pass on a choice about the documents to every other worker, and to later ones."""
        kind, value = present(values)
        self._announced[kind] = value
        self._ask_others(number, call, [b"announced", kind, value], answer=[b""])

    # Answers.

    def _ask_others(
        self,
        caller: int,
        call: bytes,
        question: list[bytes | None],
        *,
        answer: list[bytes | None],
        collects: bool = False,
    ) -> None:
        self._asked += 1
        token = b"%d" % self._asked
        asked: set[int] = set()
        for number, seat in self._seats.items():
            if number != caller and seat.connection is not None:
                self._ask(seat, [token, *question])
                asked.add(number)
        until = self._ticker() + REPLY_SECONDS
        self._waits[token] = _Wait(caller, call, answer, asked, until, collects)
        if not asked:
            self._finish(token)

    def _ask(self, seat: _Seat, values: list[bytes | None]) -> None:
        if not seat.asked:
            seat.since = self._ticker()
        seat.asked += 1
        if seat.connection is not None:
            seat.connection.send(FrameKind.ASK, pack(values))

    def _replied(self, token: bytes, number: int, values: Iterable[bytes | None]) -> None:
        wait = self._waits.get(token)
        if wait is None or number not in wait.missing:
            return
        wait.missing.discard(number)
        if wait.collects:
            wait.values += [b"%d" % number, *values] if values else []
        if not wait.missing:
            self._finish(token)

    def _finish(self, token: bytes) -> None:
        wait = self._waits.pop(token)
        self._answer(wait.caller, wait.call, wait.values)

    def _answer(self, number: int, call: bytes, values: Iterable[bytes | None]) -> None:
        seat = self._seats.get(number)
        if seat is None or seat.connection is None:
            return
        try:
            seat.connection.send(FrameKind.ANSWER, pack([call, b"", *values]))
        except FrameError:
            seat.connection.send(FrameKind.ANSWER, pack([call, None]))


def _pairs(fields: Mapping[str, bytes]) -> list[bytes | None]:
    return [each for name, value in fields.items() for each in (name.encode(), value)]
