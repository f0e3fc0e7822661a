"""Values that belong together: a row of a data file, or what an answer has shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from openapi.contract import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Values of several parameters that exist together on the server."""

    origin: str  # where they come from: `row 2 of clubs.csv`, `GET /pets`
    # Texts by name of the parameter, or by `OPERATION.NAME` for one operation only.
    values: Mapping[str, str]
    # Texts of API keys by name; secret.
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_learned: bool = False  # whether an answer of the server has shown them, and no user

    @property
    def label(self) -> str:
        """What a note calls it: its origin, with the values if no file has them."""
        return self.description if self.is_learned else self.origin

    @property
    def description(self) -> str:
        """The values and their origin, without keys: `id=7 from GET /pets`."""
        pairs = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{pairs} from {self.origin}"

    def for_operation(self, operation: Operation) -> Self | None:
        """Return the row with the parameters of one operation only; None if it has none."""
        found = {}
        for parameter in operation.parameters:
            own = self.values.get(f"{operation.id}.{parameter.name}")
            value = self.values.get(parameter.name) if own is None else own
            if value is not None:
                found[parameter.name] = value
        return replace(self, values=found) if found else None


def rows_for(rows: tuple[Row, ...], operation: Operation) -> tuple[Row, ...]:
    """Return the rows with parameters of an operation, of those with the same values the first."""
    by_values: dict[tuple[tuple[str, str], ...], Row] = {}
    for row in rows:
        own = row.for_operation(operation)
        if own is not None:
            by_values.setdefault((*own.values.items(), *own.keys.items()), own)
    return tuple(by_values.values())
