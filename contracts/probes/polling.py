"""Follows what lives on between answers: looks at the same things again and again.

First several looks in a row at everything that is known to be there; later, when other probes are
done, a look every now and then until the time is up. A server that asks for patience
(`Retry-After`) gets it, as far as the time allows; on this machine itself nobody waits long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracts.http.clock import Clock
from contracts.http.messages.exchange import Exchange, Identity, Purpose, Request, Response
from contracts.http.requests.building import RequestValues, build_request
from contracts.http.requests.documented import documented_requests
from contracts.observations.observation import decoded_query
from contracts.observations.pages import max_limit, read_items
from contracts.observations.resources import resource_list
from contracts.probes.inputs.context import ProbeContext, ResourceFollower
from openapi.contract import Location, Operation, Polling
from openapi.json.parsing import JsonError, parse_json
from openapi.rules.evaluation import is_terminal_state

JSON = Any

MAX_THINGS = 12
"""Things that are followed."""

ROUNDS = 4
"""Looks in a row at every thing."""

MORE_LOOKS = 8
"""Looks in a row at the first thing alone: what shows rarely shows once in a dozen."""

LOCAL_INTERVAL, REMOTE_INTERVAL = 0.2, 5.0
"""Seconds from look to look, on this machine and elsewhere, unless the server says otherwise."""

TERMINAL_INTERVAL = 1.2
"""Seconds after which a look is enough, where nothing is expected to change any more."""


def run(context: ProbeContext) -> None:
    """Find the things of one operation that are there, and look at each several times.

    Raises:
        BudgetExhausted: A budget is used up.
        RequestNotAllowed: The run may not send one.
    """
    operation = context.operation
    polling = operation.polling
    if polling is None or operation.method != "GET":
        return
    follower = ResourceFollower(operation=operation, recorder=context.recorder)
    context.followers.append(follower)
    if not polling.key:
        follower.requests += _known_things(operation, context.recorder.exchanges)
        looks = MORE_LOOKS
    else:
        follower.requests += _parts(context)
        looks = 0
    for request in follower.requests[:1] * looks:
        _poll(follower, request)
    for _ in range(ROUNDS):
        _poll_all(follower)


def _poll(follower: ResourceFollower, request: Request) -> Response | None:
    return follower.recorder.exchange(
        request, operation=follower.operation.id, purpose=Purpose.POLL, note="one more look"
    ).response


def _poll_all(follower: ResourceFollower) -> None:
    """Look at every thing once, and see what is still going on."""
    polling = follower.operation.polling
    if polling is None:
        return
    follower.is_over, follower.patience = True, 0.0
    for request in follower.requests:
        response = _poll(follower, request)
        follower.is_over = follower.is_over and _is_over(polling, response)
        follower.patience = max(follower.patience, _patience(response))


def follow(
    followers: Sequence[ResourceFollower], clock: Clock, seconds: float, *, is_local: bool
) -> None:
    """Look at all things now and then for `seconds`; at what is over only a moment later.

    Raises:
        BudgetExhausted: A budget is used up.
        RequestNotAllowed: The run may not send it.
    """
    active = [follower for follower in followers if follower.requests]
    start = clock.monotonic()
    while active:
        is_over = all(follower.is_over for follower in active)
        left = start + (min(seconds, TERMINAL_INTERVAL) if is_over else seconds) - clock.monotonic()
        usual = max((follower.patience for follower in active), default=0.0) or REMOTE_INTERVAL
        pause = LOCAL_INTERVAL if is_local else usual
        if left <= 0 or (pause > left and not is_local):
            return
        clock.sleep(min(pause, left))
        for follower in active:
            _poll_all(follower)


def _known_things(operation: Operation, exchanges: Sequence[Exchange]) -> list[Request]:
    """Return one request for each thing that has answered: the open ones and the first first."""
    found: dict[str, tuple[bool, int, Request]] = {}
    for exchange in exchanges:
        is_ours = exchange.operation == operation.id and exchange.asker is Identity.OWN
        is_plain = exchange.purpose in {Purpose.DOCUMENTED, Purpose.IDENTITY}
        response, request = exchange.response, exchange.request
        if not is_ours or not is_plain or response is None or request.method != "GET":
            continue
        if response.status // 100 == 2 and operation.polling is not None:  # noqa: PLR2004  # success
            over = bool(found) and _is_over(operation.polling, response)
            found.setdefault(request.path, (over, exchange.number, request))
    ordered = sorted(found.values(), key=lambda one: one[:2])
    return [request for _, _, request in ordered[:MAX_THINGS]]


def _parts(context: ProbeContext) -> list[Request]:
    """Return requests for the parts of a list that are worth following.

    That is its beginning, and the part where things are going on.
    """
    target, operation, credentials = context.target, context.operation, context.credentials
    _, base = next(documented_requests(operation, credentials))
    paging, polling = operation.pagination, operation.polling
    if paging is None or polling is None:
        return [build_request(operation, base, target, credentials)]

    def part(offset: int, limit: int) -> Request:
        query = {(Location.QUERY, paging.offset): offset, (Location.QUERY, paging.limit): limit}
        values: RequestValues = replace(base, given={**base.given, **query})
        return build_request(operation, values, target, credentials)

    parts = [part(0, min(paging.page_size, max_limit(operation)))]
    going_on = sorted(_open_places(operation, context.recorder.exchanges))
    if going_on:
        first = max(going_on[0] - 2, 0)
        parts.append(part(first, min(going_on[-1] - first + 3, max_limit(operation))))
    return parts


def _open_places(operation: Operation, exchanges: Sequence[Exchange]) -> Iterator[int]:
    """Yield the places in the list of what is still going on, as the walk has shown them."""
    paging, polling = operation.pagination, operation.polling
    if paging is None or polling is None:
        return
    for exchange in exchanges:
        if exchange.operation != operation.id or exchange.purpose is not Purpose.WALK:
            continue
        offset = dict(decoded_query(exchange.request.query) or ()).get(paging.offset, "0")
        if not offset.isdecimal():
            continue
        for index, item in enumerate(read_items(paging, exchange.response) or ()):
            if is_terminal_state(polling, item) is False:
                yield int(offset) + index


def _is_over(polling: Polling, response: Response | None) -> bool:
    """Whether nothing that an answer shows will change any more."""
    if response is None or response.status // 100 != 2 or response.unread_reason:  # noqa: PLR2004  # success
        return True
    try:
        body = parse_json(response.body)
    except JsonError:
        return True
    things = [body] if not polling.key else resource_list(body, polling)
    return all(is_terminal_state(polling, thing) is not False for thing in things)


def _patience(response: Response | None) -> float:
    """Return how many seconds an answer asks to wait before the next look."""
    text = (response.header("retry-after") or "").strip() if response else ""
    return float(text[:6]) if text.isascii() and text.isdigit() else 0.0
