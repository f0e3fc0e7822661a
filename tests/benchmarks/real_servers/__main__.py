"""Checks servers that other people wrote, each installed from its package, by their own documents.

`servers.yaml` has how each is installed, started and filled, and the causes of its findings: a
person has read each finding of severity error, and named those whose cause is in the server or in
its document. The exit code is 1 for a finding of any other cause, for it is new, or false.
"""

import argparse
import sys
from pathlib import Path

from httpx2 import HTTPError

from tests.benchmarks.real_servers.catalogue import RealServer, real_servers
from tests.benchmarks.real_servers.causes import causes_of, unknown
from tests.benchmarks.real_servers.running import check, install, started

ROW = "{:<14}{:>12}{:>10}{:>10}{:>8}{:>9}  {}"


def main() -> int:
    """Print a row for each server, and below it the causes that are new."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(".real-servers"))
    parser.add_argument("--only", default="", help="names, with commas between them")
    parser.add_argument("--seconds", type=int, default=240, help="time for each check")
    given = parser.parse_args()
    only = set(filter(None, given.only.split(",")))
    _say(ROW.format("server", "operations", "requests", "causes", "new", "seconds", ""))
    results = [
        _row(server, given.folder.resolve() / server.name, given.seconds)
        for server in real_servers()
        if not only or server.name in only
    ]
    return 1 if any(results) else 0


def _row(server: RealServer, folder: Path, seconds: int) -> bool:
    """Print the row of one server; return whether it has a cause that is new."""
    reason = install(server, folder)
    if reason:
        _say(ROW.format(server.name, "-", "-", "-", "-", "-", f"left out: {reason}"))
        return False
    try:
        with started(server, folder) as url:
            report = check(server, url, folder, seconds)
    except (OSError, HTTPError) as error:
        _say(ROW.format(server.name, "-", "-", "-", "-", "-", f"not checked: {error}"))
        return True
    found = causes_of(report)
    new = unknown(found, server.causes)
    requests = sum(report["traffic"]["methods"].values())
    asked = [each for each in report["operations"] if each["exchanges"]]
    operations = f"{len(asked)} of {len(report['operations'])}"
    cut = sum(bool(each["cut"]) for each in asked)
    note = f"{cut} operations were not judged in time: raise --seconds" if cut else ""
    seconds = f"{report['seconds']:.0f}"
    row = (server.name, operations, requests, len(found), len(new), seconds, note)
    _say(ROW.format(*row))
    for cause in new:
        _say(f"  new: {cause}")
    # Where nothing was judged, nothing is known.
    return bool(new) or cut == len(asked)


def _say(line: str) -> None:
    sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
