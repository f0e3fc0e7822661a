"""What a fleet keeps in Redis beside its queue: who works on what, and the pace of the whole run.

This is the only module that imports redis. Every key expires by itself, so that a fleet that is
switched off leaves nothing behind.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import redis

from contracts.errors import UnreachableError
from contracts.run.parallel.fleet.address import FleetAddress, name_of

T = TypeVar("T")

PREFIX = "specimen:fleet:"  # every key begins with it
LEASE_SECONDS = 10.0  # a worker that has not reported for so long is lost; so is a run
RESULT_SECONDS = 600  # how long a result is kept for a run that does not take it
MAX_RESULTS = 100  # results that are taken at once

RUN_GONE = "the run that sent it is over"
NOT_WANTED = "the run has given it to another worker"

_SOCKET_SECONDS = 5.0

# The moments at which a run may send are evenly spaced; the server's own clock gives the time, so
# that the clocks of the machines do not matter. Returns microseconds to wait.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local first = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', first + tonumber(ARGV[1])), 'EX', 3600)
return string.format('%.0f', first - now)
"""


def corpus_client(address: FleetAddress) -> redis.Redis:
    """Return the client that Hypothesis' own database takes; it has answered.

    Raises:
        UnreachableError: The server does not answer.
    """
    client = redis.Redis.from_url(
        address.url, socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError as error:
        client.close()
        raise unreachable(address, error) from error
    return client


class FleetStore:
    """The state of a fleet; safe to use from several threads.

    Each method raises `UnreachableError` if the server does not answer.
    """

    def __init__(self, address: FleetAddress, origins: Sequence[str]) -> None:
        """Connect when something is asked for.

        The origins are servers of the run, or those that this worker may call.
        """
        self._address = address
        self._groups = [f"{PREFIX}workers:{name_of(origin)}" for origin in origins]
        self._client = redis.Redis.from_url(
            address.url,
            decode_responses=True,
            socket_timeout=_SOCKET_SECONDS,
            socket_connect_timeout=_SOCKET_SECONDS,
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def check(self) -> None:
        """Do nothing if the server answers."""
        self._call(lambda client: client.ping())

    def report_worker(self, worker: str, task: str) -> None:
        """Take note that a worker is alive, and of the task that it does; empty for none."""

        def report(client: Any) -> None:  # noqa: ANN401 - its methods have no usable types
            with client.pipeline(transaction=True) as pipe:
                for group in self._groups:
                    pipe.sadd(group, worker)
                    pipe.expire(group, 86_400)
                pipe.set(f"{PREFIX}worker:{worker}", task, px=int(LEASE_SECONDS * 1000))
                pipe.execute()

        self._call(report)

    def remove_worker(self, worker: str) -> None:
        """Forget a worker that ends."""
        self._call(lambda client: client.delete(f"{PREFIX}worker:{worker}"))
        for group in self._groups:
            self._call(partial(_leave, group=group, names=[worker]))

    def workers(self) -> Mapping[str, str]:
        """Return the task of each worker that is alive, empty for none, by its name.

        Workers that may not call all servers of the run are not among them.
        """

        def read(client: Any) -> dict[str, str]:  # noqa: ANN401 - as above
            names = sorted(client.sinter(self._groups))
            tasks = client.mget([f"{PREFIX}worker:{name}" for name in names]) if names else []
            gone = [name for name, task in zip(names, tasks, strict=True) if task is None]
            for group in self._groups if gone else ():
                _leave(client, group=group, names=gone)
            return {name: task for name, task in zip(names, tasks, strict=True) if task is not None}

        return self._call(read)

    def want(self, run: str, tasks: Collection[str], stop: str = "") -> None:
        """Keep a run alive, and say which tasks it waits for.

        `stop` says why they should end now with what they have seen; empty if they should not.
        """
        value = json.dumps({"tasks": sorted(tasks), "stop": stop})
        milliseconds = int(LEASE_SECONDS * 1000)
        self._call(lambda client: client.set(_wanted(run), value, px=milliseconds))

    def end(self, run: str) -> None:
        """Forget a run; workers leave its tasks."""
        self._call(lambda client: client.delete(_wanted(run), _pace(run), _results(run)))

    def why_unwanted(self, run: str, task: str) -> str:
        """Return why a task should end now, one clause; empty if its run waits for it."""
        found = self._call(lambda client: client.get(_wanted(run)))
        try:
            wanted = json.loads(found or "")
            return str(wanted["stop"]) if task in wanted["tasks"] else NOT_WANTED
        except (ValueError, TypeError, KeyError, RecursionError):
            return RUN_GONE

    def push_result(self, run: str, result: str) -> None:
        """Hand over the result of a task."""

        def push(client: Any) -> None:  # noqa: ANN401 - as above
            with client.pipeline(transaction=True) as pipe:
                pipe.rpush(_results(run), result)
                pipe.expire(_results(run), RESULT_SECONDS)
                pipe.execute()

        self._call(push)

    def take_results(self, run: str, wait_seconds: float) -> tuple[str, ...]:
        """Return the results that have come, and delete them from the server.

        The first is waited for so many seconds, fewer than the time for an answer.
        """
        first = self._call(lambda client: client.blpop([_results(run)], timeout=wait_seconds))
        if first is None:
            return ()
        rest = self._call(lambda client: client.lpop(_results(run), MAX_RESULTS))
        return (first[1], *(rest or ()))

    def reserve(self, run: str, every: float) -> float:
        """Keep the next turn of a run to send a request; return in how many seconds it comes.

        All workers of the run share its pace: `every` seconds between two requests.
        """
        microseconds = str(round(every * 1_000_000))
        wait = self._call(lambda client: client.eval(_RESERVE, 1, _pace(run), microseconds))
        return int(wait) / 1_000_000

    def _call(self, call: Callable[[Any], T]) -> T:
        with self._reachable():
            return call(self._client)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except redis.RedisError as error:
            raise unreachable(self._address, error) from error


STORE_ERRORS: tuple[type[Exception], ...] = (redis.RedisError,)
"""What a client raises when the server is away, or refuses."""


def unreachable(address: FleetAddress, error: Exception) -> UnreachableError:
    """Return the error about a Redis server that does not answer, or refuses."""
    # The text of the error may have what was sent, so only its type is shown.
    return UnreachableError(
        "the Redis server of the fleet cannot be used",
        where=address.shown,
        found=type(error).__name__,
        hint="is it running, and are user and password right?",
    )


def _leave(client: Any, group: str, names: Sequence[str]) -> None:  # noqa: ANN401 - as above
    client.srem(group, *names)


def _wanted(run: str) -> str:
    return f"{PREFIX}run:{run}:wanted"


def _pace(run: str) -> str:
    return f"{PREFIX}run:{run}:pace"


def _results(run: str) -> str:
    return f"{PREFIX}run:{run}:results"
