"""The bundled load generator counts the answers of a real server."""

import uvloop

from tests.benchmarks.speed.asking import Request
from tests.benchmarks.speed.client import drive
from tests.benchmarks.speed.loads import load_of
from tests.servers.launch import serve

MISSING = Request(target="/nowhere")
SECONDS = 0.05


def driven(port, many):
    """Return the client's counts with this number of connections."""
    return load_of(uvloop.run(drive(port, MISSING.template, MISSING.distinct, 0, many, SECONDS)))


def test_refusals_are_counted():
    """Every answer counts, with its bytes."""
    with serve("elastic_path.reference") as server:
        load = driven(server.address[1], 2)

    assert load.requests > 0
    assert load.refused == load.requests
    assert load.octets % load.requests == 0
    assert load.broken == 0


def test_broken_connections_are_counted():
    """Without a server there is no answer, and each connection counts as broken."""
    load = driven(1, 3)

    assert (load.requests, load.broken) == (0, 3)
