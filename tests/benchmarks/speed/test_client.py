"""The bundled load generator counts what a real server answers."""

import uvloop

from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.client import drive
from tests.benchmarks.speed.loads import load_of
from tests.servers.launch import serve

MISSING = Request(target="/nowhere")
SECONDS = 0.05


def driven(port, many):
    """Return what the client counts on so many connections."""
    return load_of(uvloop.run(drive(port, MISSING.template, MISSING.distinct, 0, many, SECONDS)))


def test_refusals_are_counted():
    """Every answer is one, with its bytes."""
    with serve("elastic_path.reference") as server:
        load = driven(server.address[1], 2)

    assert load.requests > 0
    assert load.refused == load.requests
    assert load.octets % load.requests == 0
    assert load.broken == 0


def test_broken_connections_are_counted():
    """Nobody listens: no answer, and each connection says so."""
    load = driven(1, 3)

    assert (load.requests, load.broken) == (0, 3)
