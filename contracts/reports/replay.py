"""The result of a replay as text and as JSON."""

from contracts.http.messages.exchange import Exchange
from contracts.http.messages.serialization import exchange_to_json
from contracts.witnesses.replay import ReplayResult, ReplayStatus
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
