"""Names that the shell completes: scenarios and faults of the documents that a command names."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from mock_server.cli.options import Documents


def scenario_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the scenarios that begin with a text; of two APIs that share a name, both."""
    return _beginning(incomplete, lambda: _scenarios(context))


def fault_names(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the faults that begin with a text."""
    return _beginning(incomplete, lambda: _faults(context))


def _beginning(incomplete: str, names: Callable[[], Iterable[str]]) -> list[str]:
    from openapi.errors import FactsError  # noqa: PLC0415 - keeps --help fast

    try:
        return [name for name in names() if name.startswith(incomplete)]
    except (FactsError, OSError):
        # Documents with mistakes are reported when the command runs.
        return []


def _scenarios(context: click.Context) -> Iterable[str]:
    from mock_server.scenarios.library import Library  # noqa: PLC0415 - keeps --help fast

    library = Library.load(_documents(context).load(), context.params.get("scenario_files") or ())
    found = [(scenario.api, scenario.name) for scenario in library]
    names = [name for _, name in found]
    return sorted({n if names.count(n) == 1 else f"{api}/{n}" for api, n in found})


def _faults(context: click.Context) -> Iterable[str]:
    from mock_server.faults.fault_catalogue import Catalogue  # noqa: PLC0415 - keeps --help fast

    return Catalogue(_documents(context).load()).names()


def _documents(context: click.Context) -> Documents:
    given = context.params
    files = given.get("files") or ()
    if not files and "files" in given:
        # The option before the cursor has no value yet, so click has not assigned the arguments.
        files = tuple(map(Path, context.args))
    paths = (*files, *(given.get("specs") or ()))
    return Documents(paths=paths, readings={}, overlays=tuple(given.get("overlays") or ()))
