"""Sends recorded requests again, in their order and pace, and judges the answers again.

Requests that overlapped in time are sent concurrently again. A pause between two requests is kept,
within bounds, because some errors appear only after a while. What a POST has made to be read back
has another id the next time, and another tag, so that the requests after it get these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from contracts.checks.all_checks import check_of
from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.silence import is_gone
from contracts.http.client.transport import BudgetExhausted, RequestNotAllowed
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Purpose, Request
from contracts.observations.evidence import Evidence, beside_of
from contracts.observations.learning.read_back import IF_MATCH, path_of_new, reader_of
from contracts.observations.observation import Observation
from contracts.observations.observer import Observer
from contracts.results.verdict import CheckResult
from contracts.witnesses.minimization import recheck, shows_finding
from contracts.witnesses.second_opinions import relevant_second_opinions

SHORTEST_PAUSE = 0.15
LONGEST_PAUSE = 10.0
MAX_TOGETHER = 16

SecondOpinion = Callable[[str, Observation], tuple[CheckResult, ...]]
"""Judges one answer by a rule that is not this package's own."""


class Resender:
    """Sends exchanges of one operation again, and judges the answers."""

    def __init__(
        self,
        evidence: Evidence,
        observer: Observer,
        recorder: Recorder,
        clock: Clock,
        opinion: SecondOpinion | None = None,
    ) -> None:
        """Keep how to send and judge; the observations of `evidence` are not used."""
        self.evidence = evidence
        self._opinion = opinion
        self._observer = observer
        self._recorder = recorder
        self._clock = clock

    def resend(self, exchanges: Sequence[Exchange]) -> tuple[Exchange, ...]:
        """Send the requests of `exchanges` again, and return the new exchanges.

        Raises:
            BudgetExhausted: A budget is used up.
            RequestNotAllowed: The run may not send one of them.
            InvalidRequest: One cannot be written as HTTP/1.1.
        """
        numbers: dict[int, int] = {}
        new: dict[str, str] = {}
        played: list[Exchange] = []
        before: Exchange | None = None
        for group in _concurrent_groups(exchanges):
            if before is not None:
                self._pause(before, group[0])
            before = max(group, key=_end)
            sent = self._send([_with_new(each, new) for each in group], numbers)
            for old, now in zip(group, sent, strict=True):
                numbers[old.number] = now.number
                new |= self._new_texts(old, now)
            played += sent
        return tuple(played)

    def is_answering(self, origin: str) -> bool:
        """Whether the server at an origin answers anything, such as that there is no such path."""
        plain = Request(method="GET", origin=origin, target="/")
        return not is_gone(self._recorder.transport, plain)

    def observe(self, played: Sequence[Exchange]) -> tuple[Observation, ...]:
        """Return the observations of the operation among new exchanges."""
        operation = self.evidence.operation
        seen = [*map(self._observer.observe, played)]
        own = (each for each in seen if each.operation.id == operation.id)
        found = (*own, *beside_of(operation, seen))
        return tuple(sorted(found, key=lambda each: each.exchange.number))

    def judge(self, played: Sequence[Exchange], rule: str) -> list[CheckResult]:
        """Return the judgements of a rule on new exchanges."""
        seen = self.observe(played)
        if self._opinion is not None and check_of(rule, self.evidence.contract) is None:
            found = [judgement for each in seen for judgement in self._opinion(rule, each)]
            answered = replace(self.evidence, observations=seen)
            return [*relevant_second_opinions(answered, (), found)]
        return recheck(self.evidence, seen, rule)

    def reproduces(self, played: Sequence[Exchange], rule: str, wanted: str) -> bool:
        """Whether new exchanges show the finding with the id `wanted`."""
        return shows_finding(self.evidence, self.judge(played, rule), wanted)

    def _new_texts(self, old: Exchange, now: Exchange) -> dict[str, str]:
        """Return the path of what a POST had made, and the tag of a GET, each with that of now."""
        operation = self._observer.operation_of(now.request)
        if old.purpose is not Purpose.READ_BACK or operation is None:
            return {}
        texts = [each.answer.header("etag") for each in (old, now)]
        if operation.method == "POST":
            reader = reader_of(operation, self.evidence.contract)
            texts = [path_of_new(each, reader) if reader else "" for each in (old, now)]
        return {texts[0]: texts[1]} if texts[0] and texts[1] else {}

    def _pause(self, before: Exchange, after: Exchange) -> None:
        pause = (after.at - _end(before)).total_seconds()
        if pause >= SHORTEST_PAUSE:
            self._clock.sleep(min(pause, LONGEST_PAUSE))

    def _send(self, group: Sequence[Exchange], numbers: dict[int, int]) -> list[Exchange]:
        if len(group) == 1:
            return [self._send_one(group[0], numbers)]

        def send(exchange: Exchange) -> Exchange | Exception:
            try:
                return self._send_one(exchange, numbers)
            except (BudgetExhausted, RequestNotAllowed, InvalidRequest) as error:
                return error

        with ThreadPoolExecutor(min(len(group), MAX_TOGETHER)) as pool:
            results = list(pool.map(send, group))
        sent = []
        for result in results:
            if isinstance(result, Exception):
                raise result
            sent.append(result)
        return sent

    def _send_one(self, exchange: Exchange, numbers: dict[int, int]) -> Exchange:
        return self._recorder.exchange(
            exchange.request,
            operation=exchange.operation,
            purpose=exchange.purpose,
            note=exchange.note,
            asker=exchange.asker,
            compared_to=numbers.get(exchange.compared_to, 0),
            is_fresh=exchange.is_fresh,
        )


def _concurrent_groups(exchanges: Sequence[Exchange]) -> Iterator[list[Exchange]]:
    """Yield the exchanges in groups of those that overlapped in time, in order."""
    group: list[Exchange] = []
    for exchange in exchanges:
        if group and exchange.at >= max(map(_end, group)):
            yield group
            group = []
        group.append(exchange)
    if group:
        yield group


def _with_new(exchange: Exchange, new: Mapping[str, str]) -> Exchange:
    """Return an exchange with the path and the tag that a resource has now, by the old ones."""
    request = exchange.request
    if not new:
        return exchange
    target = request.target.replace(request.path, new.get(request.path, request.path), 1)
    headers = [(n, new.get(v, v) if n.lower() == IF_MATCH else v) for n, v in request.headers]
    return replace(exchange, request=replace(request, target=target, headers=tuple(headers)))


def _end(exchange: Exchange) -> datetime:
    return exchange.at + timedelta(seconds=exchange.elapsed_seconds)
