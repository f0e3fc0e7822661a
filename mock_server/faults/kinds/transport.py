"""Faults of transport: answers that are slow, incomplete or refused, for any healthy answer.

Slow answers, and connections that are closed after an answer, break no contract, because HTTP
allows them. Incomplete answers do.
"""

from dataclasses import replace
from itertools import pairwise

from mock_server.faults.kinds.error_answers import error_answer
from mock_server.faults.model.fault import CheckId, Fault, Kind, Setting, Settings
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.random_values import random_bytes, random_fraction
from mock_server.faults.model.response_plan import Chunk, ConnectionEnding, ResponsePlan, unchanged

MAX_DELAY_SECONDS = 60.0

_STATUS_LINE = b"HTTP/1.1 200 OK\r\n"


def transport_faults() -> tuple[Fault, ...]:
    """Return every fault of transport; they are the same for every API."""
    return (
        Fault(
            id="delay",
            kind=Kind.TRANSPORT,
            summary="The answer is delayed by a fixed or random time.",
            apply=_delay,
            settings=(
                Setting(
                    name="seconds",
                    summary="the delay, or its minimum",
                    default=1.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
                Setting(
                    name="up-to",
                    summary="the maximum of a random delay; below `seconds` for a fixed one",
                    default=0.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
            ),
        ),
        Fault(
            id="dribble",
            kind=Kind.TRANSPORT,
            summary="The body is sent slowly, in small pieces.",
            apply=_dribble,
            settings=(
                Setting(
                    name="seconds",
                    summary="the time for the whole body",
                    default=5.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
                Setting(
                    name="pieces",
                    summary="the number of pieces",
                    default=10,
                    minimum=1,
                    maximum=1000,
                    is_whole=True,
                ),
            ),
        ),
        Fault(
            id="reset",
            kind=Kind.TRANSPORT,
            summary="The connection is reset (TCP RST) without an answer.",
            apply=_reset,
            detected_by=(CheckId.ANSWERED,),
        ),
        Fault(
            id="close",
            kind=Kind.TRANSPORT,
            summary="The connection is closed without an answer.",
            apply=_close,
            detected_by=(CheckId.ANSWERED,),
        ),
        Fault(
            id="truncate",
            kind=Kind.TRANSPORT,
            summary="The body is shorter than its Content-Length.",
            apply=_truncate,
            settings=(
                Setting(
                    name="percent",
                    summary="the part of the body that is sent",
                    default=50,
                    minimum=0,
                    maximum=99,
                ),
            ),
            detected_by=(CheckId.ANSWERED,),
        ),
        Fault(
            id="garbage",
            kind=Kind.TRANSPORT,
            summary="Meaningless bytes follow the status line.",
            apply=_garbage,
            settings=(
                Setting(
                    name="bytes",
                    summary="the number of bytes",
                    default=200,
                    minimum=1,
                    maximum=65536,
                    is_whole=True,
                ),
            ),
            detected_by=(CheckId.FRAMING,),
        ),
        Fault(
            id="keep-alive-broken",
            kind=Kind.TRANSPORT,
            summary="After a complete answer the connection is closed without notice.",
            apply=_break_keep_alive,
        ),
        Fault(
            id="rate-limit",
            kind=Kind.TRANSPORT,
            summary="The request is refused with 429, Retry-After and the API's error body.",
            apply=_limit_rate,
            settings=(
                Setting(
                    name="retry-after",
                    summary="the seconds in Retry-After",
                    default=1,
                    minimum=0,
                    maximum=3600,
                    is_whole=True,
                ),
            ),
        ),
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


def _reset(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:  # noqa: ARG001 - one shape for all
    return ResponsePlan(answer=None, ending=ConnectionEnding.RESET)


def _close(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:  # noqa: ARG001 - one shape for all
    return ResponsePlan(answer=None, ending=ConnectionEnding.CLOSE)


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


def _break_keep_alive(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:  # noqa: ARG001
    return replace(unchanged(exchange.answer), ending=ConnectionEnding.CLOSE)


def _limit_rate(exchange: HealthyExchange, settings: Settings) -> ResponsePlan:
    seconds = str(int(settings["retry-after"]))
    message = f"Too many requests. Try again in {seconds} s."
    headers = ((b"retry-after", seconds.encode()),)
    return unchanged(error_answer(exchange, 429, message, headers))
