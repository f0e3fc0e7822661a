"""Tests of a side that is asked."""

import pytest

from contracts.errors import OptionError, UnreachableError
from contracts.http.clock import SystemClock
from contracts.http.interruption import Interruption
from contracts.run.progress import ignore_step
from contracts.run.traffic.live_side import UNSAFE, ask, check_settings
from contracts.run.traffic.settings import DriftSettings
from tests.contracts.live import serve
from tests.contracts.shop import SHOP
from tests.contracts.shop_server import shop


def asked(url, **options):
    """Return what a server answers."""
    settings = DriftSettings(a=url, b=url, **options)
    return ask(SHOP, url, settings, SystemClock(), ignore_step, Interruption())


def test_only_requests_that_read_are_sent():
    """Operations that could change something are named as not asked."""
    with serve(shop()) as server:
        found = asked(server.url)
        methods = {seen.method for seen in server.seen}

    assert methods <= {"GET", "HEAD", "OPTIONS"}
    assert {each.operation for each in found.exchanges} >= {"showOrder", "listOrders"}
    assert set(found.unasked.values()) == {UNSAFE}


def test_an_option_cannot_make_it_send_more():
    """Not even a file of options."""
    assert not check_settings(DriftSettings(is_unsafe=True), "http://127.0.0.1").is_unsafe


def test_a_server_that_is_away_is_an_error():
    """Nothing seen would be no drift."""
    with pytest.raises(UnreachableError):
        asked("http://127.0.0.1:9")
    with pytest.raises(OptionError):
        asked("http://user:pass@127.0.0.1")
