"""The result of a replay as text and as JSON."""

from collections import Counter
from collections.abc import Sequence

from contracts.http.messages.exchange import Exchange
from contracts.http.messages.serialization import exchange_to_json
from contracts.witnesses.replay_rounds import ReplayResult, ReplayStatus
from contracts.witnesses.witness import Witness
from openapi.json.types import JSON
from openapi.text.printable import printable, printable_lines

_WORDS = {
    ReplayStatus.FIXED: "fixed",
    ReplayStatus.STILL_THERE: "still there",
    ReplayStatus.UNKNOWN: "cannot be said",
}


def as_text(witness: Witness, done: ReplayResult) -> str:
    """Return a line for each exchange, and whether the finding is still there."""
    lines = [*map(_line, done.steps), *(f"note  {note}" for note in done.notes)]
    reason = f": {done.reason}" if done.reason else ""
    often = f" (sent {done.rounds} times)" if done.rounds > 1 else ""
    lines.append(f"{_WORDS[done.status]}  {witness.rule} {witness.id}{often}{reason}")
    return printable_lines("\n".join(map(printable, lines)))


def status_of(every: Sequence[ReplayResult]) -> ReplayStatus:
    """Return what is said of several witnesses together: one that is still there counts most."""
    order = (ReplayStatus.STILL_THERE, ReplayStatus.UNKNOWN, ReplayStatus.FIXED)
    return min((done.status for done in every), key=order.index)


def summary(every: Sequence[ReplayResult]) -> str:
    """Return how many witnesses are fixed, still there, or neither for certain."""
    counts = Counter(_WORDS[done.status] for done in every)
    shown = ", ".join(f"{counts[word]} {word}" for word in _WORDS.values() if counts[word])
    return f"{len(every)} witnesses: {shown}"


def as_documents(witnesses: Sequence[Witness], every: Sequence[ReplayResult]) -> dict[str, JSON]:
    """Return the results as a JSON value; that of one witness is the object of `as_document`."""
    shown: list[JSON] = [as_document(*pair) for pair in zip(witnesses, every, strict=True)]
    if len(shown) == 1:
        return as_document(witnesses[0], every[0])
    return {"version": 1, "exit_code": int(status_of(every)), "replays": shown}


def as_document(witness: Witness, done: ReplayResult) -> dict[str, JSON]:
    """Return the result as a JSON value."""
    return {
        "version": 1,
        "id": witness.id,
        "rule": witness.rule,
        "fate": _WORDS[done.status],
        "exit_code": int(done.status),
        "reason": done.reason,
        "rounds": done.rounds,
        "notes": list(done.notes),
        "exchanges": [exchange_to_json(step) for step in done.steps],
    }


def _line(step: Exchange) -> str:
    answer = f"{step.response.status}" if step.response else f"no answer ({step.failure})"
    request = f"{step.request.method} {step.request.target}"
    return f"{step.number:>3}  {request}  {answer}, {step.elapsed_seconds * 1000:.0f} ms"
