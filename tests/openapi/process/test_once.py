"""A value that is made when it is needed first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest

from openapi.process.once import once


def test_threads_get_the_same_value():
    """Four threads that need it at once get one object: its state is not divided."""
    start = Barrier(4)

    def make():
        sleep(0.01)
        return object()

    value = once(make)

    def get():
        start.wait()
        return value()

    with ThreadPoolExecutor(4) as threads:
        found = [each.result() for each in [threads.submit(get) for _ in range(4)]]

    assert {each is found[0] for each in found} == {True}


def test_value_that_could_not_be_made_is_tried_again():
    """An error is raised for who asked; the next call may have more luck."""
    outcomes = iter([ValueError("not yet"), 7])

    def make():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    value = once(make)

    with pytest.raises(ValueError, match="not yet"):
        value()
    assert [value(), value()] == [7, 7]
