"""Faults of transport: slow, torn or refused, whatever the answer says.

Answers that are slow, and connections that are closed early, break no contract: HTTP allows them.
Answers that never come whole do.
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
            summary="The answer comes late: after some seconds, or after a random time up to more.",
            apply=_delay,
            settings=(
                Setting(
                    name="seconds",
                    summary="how late, at least",
                    default=1.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
                Setting(
                    name="up-to",
                    summary="how late, at most; less than `seconds` for no randomness",
                    default=0.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
            ),
        ),
        Fault(
            id="dribble",
            kind=Kind.TRANSPORT,
            summary="The body comes slowly, in small pieces.",
            apply=_dribble,
            settings=(
                Setting(
                    name="seconds",
                    summary="how long it takes in all",
                    default=5.0,
                    minimum=0.0,
                    maximum=MAX_DELAY_SECONDS,
                ),
                Setting(
                    name="pieces",
                    summary="in how many pieces",
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
            summary="The connection is reset (TCP RST) instead of an answer.",
            apply=_reset,
            detected_by=(CheckId.ANSWERED,),
        ),
        Fault(
            id="close",
            kind=Kind.TRANSPORT,
            summary="The connection is closed instead of an answer.",
            apply=_close,
            detected_by=(CheckId.ANSWERED,),
        ),
        Fault(
            id="truncate",
            kind=Kind.TRANSPORT,
            summary="The body breaks off before the length that the headers promise.",
            apply=_truncate,
            settings=(
                Setting(
                    name="percent",
                    summary="how much of the body is sent",
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
                    summary="how many",
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
            summary="The answer is whole, then the connection is closed unannounced.",
            apply=_break_keep_alive,
        ),
        Fault(
            id="rate-limit",
            kind=Kind.TRANSPORT,
            summary="The request is refused with 429 and Retry-After, in the API's own words.",
            apply=_limit_rate,
            settings=(
                Setting(
                    name="retry-after",
                    summary="seconds that the client is asked to wait",
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
    # No line of a header section begins like this, and none of the noise ends a line.
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
