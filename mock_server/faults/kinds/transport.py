"""Faults of transport: answers that are slow, incomplete or refused, for any healthy answer.

Slow answers, and connections that are closed after an answer, break no contract, because HTTP
allows them. Incomplete answers do.
"""

from dataclasses import replace
from itertools import pairwise

from mock_server.faults.model.activation import random_bytes, random_fraction
from mock_server.faults.model.fault import (
    CheckId,
    Fault,
    FaultFunction,
    FaultKind,
    Setting,
    Settings,
)
from mock_server.faults.model.healthy_exchange import HealthyExchange, error_answer
from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged

MAX_DELAY_SECONDS = 60.0

_STATUS_LINE = b"HTTP/1.1 200 OK\r\n"


def transport_faults() -> tuple[Fault, ...]:
    """Return every fault of transport; they are the same for every API."""
    most = MAX_DELAY_SECONDS
    return (
        _fault(
            "delay",
            "The answer is delayed by a fixed or random time.",
            _delay,
            Setting("seconds", "the delay, or its minimum", 1.0, 0.0, most),
            Setting(
                "up-to",
                "the maximum of a random delay; below `seconds` for a fixed one", 0.0, 0.0, most,
            ),
        ),
        _fault(
            "dribble",
            "The body is sent slowly, in small pieces.",
            _dribble,
            Setting("seconds", "the time for the whole body", 5.0, 0.0, most),
            Setting("pieces", "the number of pieces", 10, 1, 1000, is_whole=True),
        ),
        _fault(
            "reset",
            "The connection is reset (TCP RST) without an answer.",
            lambda *_: ResponsePlan(answer=None, ending=ConnectionEnding.RESET),
            detected_by=CheckId.ANSWERED,
        ),
        _fault(
            "close",
            "The connection is closed without an answer.",
            lambda *_: ResponsePlan(answer=None, ending=ConnectionEnding.CLOSE),
            detected_by=CheckId.ANSWERED,
        ),
        _fault(
            "truncate",
            "The body is shorter than its Content-Length.",
            _truncate,
            Setting("percent", "the part of the body that is sent", 50, 0, 99),
            detected_by=CheckId.ANSWERED,
        ),
        _fault(
            "garbage",
            "Meaningless bytes follow the status line.",
            _garbage,
            Setting("bytes", "the number of bytes", 200, 1, 65536, is_whole=True),
            detected_by=CheckId.FRAMING,
        ),
        _fault(
            "keep-alive-broken",
            "After a complete answer the connection is closed without notice.",
            lambda exchange, _: replace(unchanged(exchange.answer), ending=ConnectionEnding.CLOSE),
        ),
        _fault(
            "rate-limit",
            "The request is refused with 429, Retry-After and the API's error body.",
            _limit_rate,
            Setting("retry-after", "the seconds in Retry-After", 1, 0, 3600, is_whole=True),
        ),
    )  # fmt: skip


def _fault(
    id_: str,
    summary: str,
    apply: FaultFunction,
    *settings: Setting,
    detected_by: CheckId | None = None,
) -> Fault:
    return Fault(
        id=id_,
        kind=FaultKind.TRANSPORT,
        summary=summary,
        apply=apply,
        settings=settings,
        detected_by=() if detected_by is None else (detected_by,),
    )


def _delay(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:
    least = settings["seconds"]
    more = max(settings["up-to"] - least, 0.0)
    seconds = least + more * random_fraction(exchange.seed, "delay", exchange.fire_count)
    return unchanged(exchange.answer).delayed(seconds)


def _dribble(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:
    body = exchange.answer.body
    pieces = min(int(settings["pieces"]), len(body))
    if not pieces:
        return unchanged(exchange.answer).delayed(settings["seconds"])
    edges = [len(body) * i // pieces for i in range(pieces + 1)]
    pause = settings["seconds"] / pieces
    return ResponsePlan(
        answer=exchange.answer,
        chunks=tuple(
            Chunk(data=body[start:end], pause_seconds=pause) for start, end in pairwise(edges)
        ),
    )


def _truncate(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:
    body = exchange.answer.body
    if not body:
        return None
    kept = min(int(len(body) * settings["percent"] / 100), len(body) - 1)
    return ResponsePlan(
        answer=exchange.answer, chunks=(Chunk(data=body[:kept]),), ending=ConnectionEnding.CLOSE
    )


def _garbage(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:
    # No header line begins with NUL, and the random bytes contain no line end.
    return ResponsePlan(
        answer=None,
        raw=_STATUS_LINE + b"\x00" + random_bytes(exchange.seed, int(settings["bytes"])),
        ending=ConnectionEnding.CLOSE,
    )


def _limit_rate(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:
    seconds = str(int(settings["retry-after"]))
    message = f"Too many requests. Try again in {seconds} s."
    headers = ((b"retry-after", seconds.encode()),)
    return unchanged(error_answer(exchange, 429, message, headers))
