"""Names that the shell completes: scenarios and faults of the documents that a command names."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click


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
    from mock_server.cli.scenario_reports import load_library  # noqa: PLC0415 - keeps --help fast

    given = context.params
    files = given.get("scenario_files") or ()
    library = load_library(_documents(context), {}, files, given.get("overlays") or ())
    found = [(scenario.api, scenario.name) for scenario in library]
    names = [name for _, name in found]
    return sorted({n if names.count(n) == 1 else f"{api}/{n}" for api, n in found})


def _faults(context: click.Context) -> Iterable[str]:
    from mock_server.faults.catalogue import Catalogue  # noqa: PLC0415 - keeps --help fast
    from openapi.loading.document import LoadOptions, load_contracts  # noqa: PLC0415

    options = LoadOptions(overlays=tuple(context.params.get("overlays") or ()))
    return Catalogue(load_contracts(_documents(context), options=options)).names()


def _documents(context: click.Context) -> tuple[Path, ...]:
    given = context.params
    files = given.get("files") or ()
    if not files and "files" in given:
        # The option before the cursor has no value yet, so click has not assigned the arguments.
        files = tuple(map(Path, context.args))
    return (*files, *(given.get("specs") or ()))
