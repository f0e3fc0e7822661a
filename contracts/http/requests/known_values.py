"""The values that exist on the server, for one operation: `--param`, `--data`, learned ones."""

from collections.abc import Mapping
from dataclasses import replace

from contracts.http.messages.derivation import with_cookies
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.rows import Row, rows_for
from openapi.contract import Contract, Operation


def for_operation(credentials: Credentials, operation: Operation) -> Credentials:
    """Return the credentials with what is known for the parameters of one operation.

    A value for this operation replaces those for every operation. The first row of a data file
    replaces both, and is in use until another row is chosen.
    """
    known = dict(credentials.known)
    for parameter in operation.parameters:
        own = credentials.known.get(f"{operation.id}.{parameter.name}")
        if own:
            known[parameter.name] = own
    rows = rows_for(credentials.rows, operation)
    found = replace(credentials, known=known, rows=rows)
    return using(found, rows[0]) if rows else found


def using(credentials: Credentials, row: Row) -> Credentials:
    """Return the credentials with one row in use: its values and keys in the place of others."""
    return replace(
        credentials,
        row=row,
        parameters={
            (place, name): value
            for (place, name), value in credentials.parameters.items()
            if name not in row.values
        },
        known={**credentials.known, **{name: (value,) for name, value in row.values.items()}},
        query=tuple((name, row.keys.get(name, value)) for name, value in credentials.query),
        headers=tuple(
            (name, with_cookies(value, row.keys.get) if name.lower() == "cookie" else value)
            for name, value in credentials.headers
        ),
    )


def keyed(rows: tuple[Row, ...], names: frozenset[str]) -> tuple[Row, ...]:
    """Return rows whose values under the names of API keys are their keys."""
    return tuple(
        replace(
            row,
            values={name: value for name, value in row.values.items() if name not in names},
            keys={name: value for name, value in row.values.items() if name in names},
        )
        for row in rows
    )


def with_row_keys(
    known: Mapping[str, tuple[str, ...]], rows: tuple[Row, ...]
) -> Mapping[str, tuple[str, ...]]:
    """Return known values with the keys of rows behind those that were given by name."""
    found = dict(known)
    for row in rows:
        for name, value in row.keys.items():
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), value)))
    return found


def value_names(contract: Contract) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of all parameters, and those with the id of their operation before them."""
    pairs = [(o.id, p.name) for o in contract.operations for p in o.parameters]
    return frozenset(name for _, name in pairs), frozenset(f"{o}.{name}" for o, name in pairs)
