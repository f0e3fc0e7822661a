"""The command `contracts worker`: does units of runs that other machines divide.

Slow imports are made when it runs, so that `--help` is quick.
"""

import os
import socket
import threading
import uuid
from collections.abc import Callable
from typing import Any

import click

from contracts.cli.check import check, check_settings, fuzzer_of, second_opinion_factory
from contracts.cli.commands import ContractsCommand
from contracts.cli.fleet.words import travelled_options
from contracts.cli.fuzz import fuzz, fuzz_settings
from openapi.command_line import examples

_Late = Any  # a type that is imported when the command runs

SERVER = click.Option(
    ["--server"],
    multiple=True,
    required=True,
    metavar="URL",
    help="A server that the worker may call, as runs name it; repeatable. A run of another server "
    "is refused, so that no message can send the credentials of this machine elsewhere.",
)


@click.command(
    cls=ContractsCommand,
    epilog=examples(
        "CONTRACTS_CHECK_HEADER='Authorization: Bearer …' contracts worker redis://store:6379/0 "
        "--server https://staging.example",
        "contracts check https://staging.example --fleet redis://store:6379/0",
    ),
    short_help="Do a part of the runs of other machines.",
    params=[
        click.Argument(["fleet"], metavar="URL", envvar="CONTRACTS_WORKER_FLEET"),
        SERVER,
    ],
)
def worker(fleet: str, server: tuple[str, ...]) -> None:
    """Do units of runs that `contracts check|fuzz --fleet URL` divide, until a signal comes.

    URL is the Redis server of the fleet, redis://HOST:6379/0; give one with a password in
    CONTRACTS_WORKER_FLEET. One worker does one unit at a time: start as many as there are cores.

    A run sends its options, no credentials. A worker has its own, in the variables of the options
    of `check` and `fuzz`, such as CONTRACTS_CHECK_HEADER, and in those that documents name.
    Documents are read from the same paths or URLs as by the run, and have to be the same.

    SIGTERM lets it finish its unit; the unit of a worker that is killed is done by another.
    """
    from contracts.http.requests.targets import parse_server  # noqa: PLC0415 - see above
    from contracts.run.parallel.fleet.address import parse_address  # noqa: PLC0415
    from contracts.run.settings.libraries import require_fleet  # noqa: PLC0415

    require_fleet()
    address = parse_address(fleet, "the URL of the fleet")
    servers = frozenset(parse_server(url, "--server")[0] for url in server)
    _work(address, servers)


def _work(address: _Late, servers: frozenset[str]) -> None:
    from contracts.http.clock import SystemClock  # noqa: PLC0415 - see above
    from contracts.run.parallel.fleet.engine import FleetQueue  # noqa: PLC0415
    from contracts.run.parallel.fleet.store import FleetStore  # noqa: PLC0415
    from contracts.run.parallel.fleet.working import FleetWorker  # noqa: PLC0415

    store, name = (
        FleetStore(address, sorted(servers)),
        f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}",
    )
    store.check()
    working = FleetWorker(
        name=name,
        store=store,
        prepare=lambda command, pace_of: _prepare(command, pace_of, servers, address.url),
        clock=SystemClock(),
        say=lambda line: click.echo(f"contracts: {line}", err=True),
    )
    beats = threading.Thread(target=working.beat_until_closed, daemon=True)
    working.beat()
    beats.start()
    click.echo(f"worker {name} of {address.shown} may call {', '.join(sorted(servers))}")
    try:
        FleetQueue(address, sorted(servers)).work(working.do)
    finally:
        working.close()
        beats.join()
        store.remove_worker(name)
        store.close()


def _prepare(
    command: _Late, pace_of: Callable[[float], Any], servers: frozenset[str], url: str
) -> _Late:
    """Return a run that does units; its settings are those of the words and of this environment.

    Raises:
        FactsError: The words cannot be used, or the documents, or the servers.
    """
    from contracts.errors import OptionError  # noqa: PLC0415 - see above
    from contracts.http.clock import SystemClock  # noqa: PLC0415

    clock = SystemClock()
    if command.name == "check":
        from contracts.run.parallel.fleet.prepared import prepare_check  # noqa: PLC0415

        settings = check_settings(travelled_options(check, command.words))
        return prepare_check(
            settings,
            clock,
            servers=servers,
            pace_of=pace_of,
            fuzzer=fuzzer_of(settings),
            second_opinion_for=second_opinion_factory(settings),
        )
    if command.name == "fuzz":
        from contracts.fuzz.parallel.prepared import prepare_fuzz  # noqa: PLC0415

        options = travelled_options(fuzz, command.words)
        options["corpus_url"] = options["corpus_url"] or url
        return prepare_fuzz(fuzz_settings(options), clock, servers=servers, pace_of=pace_of)
    raise OptionError(
        "a worker does not know this command", found=command.name[:40], allowed="check or fuzz"
    )
