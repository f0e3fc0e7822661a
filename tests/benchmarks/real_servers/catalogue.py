"""Reads the list of servers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LIST = Path(__file__).with_name("servers.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class RealServer:
    """A server to install, start and check.

    Attributes:
        name: Name of its folder.
        pip: What pip installs; empty for none.
        npm: What npm installs; empty for none.
        program: A program that the machine must have; empty for none.
        files: Content of the files that it needs, by name.
        before: Command lines that are run before it starts.
        start: Its command line; `{bin}` is the folder of installed programs, `{python}` the
            interpreter, `{port}` the port; `{second}` and `{third}` are free ports, too.
        environment: Variables of its process.
        ready: Path that is answered with a success when it has started.
        fill: Requests that make its resources: `METHOD PATH`, and a JSON body.
        document: Path of its document on the server, or a file below its folder.
        base: Path of the API.
        options: Further words for `contracts check`.
        headers: Sent with the requests that fill it.
        causes: Rule and place of each error whose cause is in the server or in its document.
    """

    name: str
    start: Sequence[str]
    ready: str
    document: str
    pip: Sequence[str] = ()
    npm: Sequence[str] = ()
    program: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    before: Sequence[Sequence[str]] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    fill: Sequence[tuple[str, Any]] = ()
    base: str = ""
    options: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    causes: Sequence[str] = ()


def real_servers() -> tuple[RealServer, ...]:
    """Return the servers of the list."""
    entries = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return tuple(RealServer(name=name, **entry) for name, entry in entries.items())
