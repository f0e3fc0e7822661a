"""How long does a page of a long list take, and a poll of a job that is under way?

Run it by hand: `python tests/benchmarks/page_join.py`. It prints microseconds per call, the best of
several rounds. What it must reach: 100 of 10,050 records in less than 20 microseconds.
"""

from collections.abc import Callable
from timeit import Timer

from mock_server.scenarios.library import Library
from mock_server.scenarios.worlds import World
from openapi.document import load_contracts

START = 1_767_614_400.0
ROUNDS = 7


def microseconds(call: Callable[[], object]) -> float:
    """Return the time of one call in the best round."""
    timer = Timer(call)
    number, _ = timer.autorange()
    return min(timer.repeat(ROUNDS, number)) / number * 1_000_000


def main() -> None:
    """Measure and print."""
    library = Library.load(load_contracts())
    long = World(library.find("10050-jobs"), start=START)
    moving = World(library.find("busy-queue"), start=START)
    poll = World(library.find("happy-import"), start=START)
    identity = {"loyalty_club_slug": "infinity-mall", "import_id": 1}
    moments = iter(range(10**9))
    rows = {
        "100 of 10050 records": lambda: long.page(5000, 100, START, url="/subscriptions/imports"),
        "25 of 10050 records": lambda: long.page(5000, 25, START, url="/subscriptions/imports"),
        "8 records, nothing new": lambda: moving.page(0, None, START + 7),
        "a poll, nothing new": lambda: poll.answer(identity, START + 20),
        "a poll, a new moment each": lambda: poll.answer(
            identity, START + 2 + next(moments) % 280 / 10
        ),
    }
    for what, call in rows.items():
        call()
        print(f"{what:<28}{microseconds(call):8.1f} µs")  # noqa: T201 - this is its purpose


if __name__ == "__main__":
    main()
