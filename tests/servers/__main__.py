"""Serve one of the servers by hand, or list them: `python -m tests.servers [NAME] [--port N]`."""

import argparse
import sys
import threading
from contextlib import suppress

from tests.servers.catalogue import DEFECTS, FREEDOMS
from tests.servers.clock import WallClock
from tests.servers.launch import names, serve, service_class


def main() -> int:
    """Serve until Ctrl-C; without a name, list what there is."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("name", nargs="?", metavar="NAME")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--speed", type=float, help="how fast its time runs")
    parser.add_argument("--demand-token", action="store_true", help="401 without a token")
    asked = parser.parse_args()
    if asked.name is None:
        for name in names():
            entry = DEFECTS.get(name) or FREEDOMS.get(name)
            sys.stdout.write(f"{name:55} {entry.about if entry else 'An honest server.'}\n")
        return 0
    try:
        service_class(asked.name)
    except LookupError as error:
        sys.stderr.write(f"{error.args[0]}\n")
        return 2
    demand = {"demands_token": True} if asked.demand_token else {}
    clock = WallClock(speed=asked.speed) if asked.speed else None
    with serve(asked.name, asked.port, clock=clock, **demand) as running:
        entry = DEFECTS.get(asked.name) or FREEDOMS.get(asked.name)
        if entry:
            sys.stdout.write(f"{entry.about}\n{entry.evidence}\n")
        for name, value in running.environment.items():
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
