"""Polls resources that change over time.

Every known resource is polled several times in a row; after the other probes, at intervals until
the time is up. `Retry-After` is respected as far as the time allows, but not on a local server.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from contracts.http.client.recorder import Recorder
from contracts.http.clock import Clock
from contracts.http.deadline import in_time
from contracts.http.messages.exchange import Identity, Purpose, Request, Response
from contracts.http.requests.documented import first_values
from contracts.observations.observer import decoded_query
from contracts.observations.paging.pages import max_limit, read_items
from contracts.probes.inputs.context import ProbeContext, ResourceFollower
from openapi.contract import Location, Operation, PageKind, Polling
from openapi.json.parsing import JsonError, parse_json
from openapi.rules.targets import resource_list
from openapi.rules.terminal_states import is_terminal_state

MAX_RESOURCES = 12  # resources that are polled
ROUNDS = 4  # polls in a row of every resource
EXTRA_POLLS = 8  # additional polls in a row of the first resource alone, for errors that are rare

LOCAL_INTERVAL, REMOTE_INTERVAL = 0.2, 5.0
"""Seconds between polls of a local and of a remote server, which may ask for another interval."""

STILL_SECONDS, STILL_ROUNDS = 2.0, 3
"""A resource of a local server that has not changed for so long, nor in so many polls at the end of
a run, is not polled any more: nothing moves there."""

TERMINAL_INTERVAL = 1.2  # seconds that are polled when all resources are in a terminal state


def run(context: ProbeContext) -> None:
    """Find the existing resources of one operation, and poll each several times."""
    operation = context.operation
    polling = operation.polling
    if polling is None or operation.method != "GET":
        return
    follower = ResourceFollower(operation=operation, recorder=context.recorder)
    context.followers.append(follower)
    if not polling.key:
        follower.requests += _known_resources(operation, context.recorder)
        for request in follower.requests[:1] * EXTRA_POLLS:
            _poll(follower, request)
    else:
        follower.requests += _parts(context)
    for _ in range(ROUNDS):
        _poll_all(follower)


def _poll(follower: ResourceFollower, request: Request) -> Response | None:
    exchange = follower.recorder.exchange(
        request, operation=follower.operation.id, purpose=Purpose.POLL, note="poll"
    )
    body = exchange.response.body if exchange.response else b""
    if follower.bodies.get(request) != body or follower.changed_at is None:
        follower.bodies[request] = body
        follower.changed_at = exchange.at
    return exchange.response


def _poll_all(follower: ResourceFollower) -> None:
    """Poll every resource once; note whether one is still changing."""
    polling = follower.operation.polling
    if polling is None:
        return
    follower.is_over, follower.patience = True, 0.0
    for request in follower.requests:
        response = _poll(follower, request)
        check_time = follower.recorder.transport.check_time
        follower.is_over = follower.is_over and _is_over(polling, response, check_time)
        follower.patience = max(follower.patience, _patience(response))


def follow(
    followers: Sequence[ResourceFollower], clock: Clock, seconds: float, *, is_local: bool
) -> None:
    """Poll all resources for `seconds`; only briefly if all have ended, or do not change.

    Raises:
        BudgetExhausted: A budget is used up.
        RequestNotAllowed: The run may not send it.
    """
    active = [follower for follower in followers if follower.requests]
    start = clock.monotonic()
    for count in itertools.count() if active else ():
        is_over = all(follower.is_over for follower in active)
        left = start + (min(seconds, TERMINAL_INTERVAL) if is_over else seconds) - clock.monotonic()
        usual = max((follower.patience for follower in active), default=0.0) or REMOTE_INTERVAL
        pause = LOCAL_INTERVAL if is_local else usual
        is_still = is_local and count >= STILL_ROUNDS and _are_still(active, clock)
        if left <= 0 or is_still or (pause > left and not is_local):
            return
        clock.sleep(min(pause, left))
        for follower in active:
            _poll_all(follower)


def _are_still(followers: Sequence[ResourceFollower], clock: Clock) -> bool:
    """Whether no resource has changed for some time, the time of other requests included."""
    now = clock.now()
    return all(
        follower.changed_at is not None
        and (now - follower.changed_at).total_seconds() >= STILL_SECONDS
        for follower in followers
    )


def _known_resources(operation: Operation, recorder: Recorder) -> list[Request]:
    """Return one request for each resource that exists: the first, then those that still change."""
    found: dict[str, tuple[bool, int, Request]] = {}
    for exchange in recorder.exchanges:
        is_ours = exchange.operation == operation.id and exchange.asker is Identity.OWN
        is_plain = exchange.purpose in {Purpose.DOCUMENTED, Purpose.IDENTITY}
        response, request = exchange.response, exchange.request
        if not is_ours or not is_plain or response is None or request.method != "GET":
            continue
        if response.is_success and operation.polling is not None:
            # The documented resource comes first in any case.
            check_time = recorder.transport.check_time
            over = bool(found) and _is_over(operation.polling, response, check_time)
            found.setdefault(request.path, (over, exchange.number, request))
    ordered = sorted(found.values(), key=lambda one: one[:2])
    return [request for _, _, request in ordered[:MAX_RESOURCES]]


def _parts(context: ProbeContext) -> list[Request]:
    """Return requests for the beginning of a list, and for the part that still changes."""
    operation = context.operation
    base = first_values(operation, context.credentials)
    paging, polling = operation.pagination, operation.polling
    if paging is None or polling is None:
        return [context.request(base)]

    def part(offset: int, limit: int) -> Request:
        given = {key: value for key, value in base.given.items() if key[1] not in paging.parameters}
        if paging.kind is PageKind.OFFSET:
            given[Location.QUERY, paging.position] = offset
        if paging.limit:
            given[Location.QUERY, paging.limit] = limit
        return context.request(replace(base, given=given))

    parts = [part(0, min(paging.page_size, max_limit(operation)))]
    changing = sorted(_open_places(operation, context.recorder))
    if changing:
        first = max(changing[0] - 2, 0)
        parts.append(part(first, min(changing[-1] - first + 3, max_limit(operation))))
    return parts


def _open_places(operation: Operation, recorder: Recorder) -> Iterator[int]:
    """Yield the positions of items in the list that still change, from the pagination walk."""
    paging, polling = operation.pagination, operation.polling
    if paging is None or polling is None or paging.kind is not PageKind.OFFSET:
        return
    for exchange in recorder.exchanges:
        if exchange.operation != operation.id or exchange.purpose is not Purpose.WALK:
            continue
        offset = dict(decoded_query(exchange.request.query) or ()).get(paging.position, "0")
        if not offset.isdecimal():
            continue
        items = enumerate(read_items(paging, exchange.response) or ())
        for index, item in in_time(items, recorder.transport.check_time):
            if is_terminal_state(polling, item) is False:
                yield int(offset) + index


def _is_over(polling: Polling, response: Response | None, check_time: Callable[[], None]) -> bool:
    """Whether every resource in an answer is in a terminal state; true for an unusable answer."""
    if response is None or not response.is_success or response.unread_reason:
        return True
    try:
        body = parse_json(response.body)
    except JsonError:
        return True
    resources = in_time(resource_list(body, polling), check_time)
    return all(is_terminal_state(polling, resource) is not False for resource in resources)


def _patience(response: Response | None) -> float:
    """Return how many seconds an answer asks to wait before the next poll."""
    text = (response.header("retry-after") or "").strip() if response else ""
    return float(text[:6]) if text.isascii() and text.isdigit() else 0.0
