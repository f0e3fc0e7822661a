"""Finds the contract's line and the documentation's page for a place in a body or a contract."""

from openapi.contract import Contract, Schema, Source
from openapi.json.pointers import tokens
from openapi.loading.sources import parse_source
from openapi.loading.yaml.moved_lines import original_pointer
from openapi.schema.walk import applicable, members_by_token


def contract_location(contract: Contract, pointer: str) -> str:
    """Return `file:line` of a pointer of the contract, or of its nearest ancestor with a line.

    Where much of the document is on this line, the pointer follows: `file:line#/paths/~1pets`.
    """
    file, line = contract.place(pointer)
    name = file.rpartition("/")[2]
    if not line:
        return name
    section = f"/{tokens(pointer)[0]}" if pointer.count("/") > 1 else ""
    is_crowded = section and contract.place(section) == (file, line)
    at = f"#{original_pointer(contract.lines, pointer)}" if is_crowded else ""
    return f"{name}:{line}{at}"


def source_text(source: Source | None) -> str:
    """Return a source as findings cite it; empty without one."""
    if source is None:
        return ""
    return f"{source}; {source.note}" if source.note and not source.lines else str(source)


def cite(schema: Schema, pointer: str) -> tuple[Source | None, str]:
    """Return the nearest `x-source` for a place in a body, and its schema's pointer.

    The schema is that of the whole body.
    """
    nearest, at = _source(schema), schema.pointer
    here: tuple[Schema, ...] = (schema,)
    for token in tokens(pointer):
        here = members_by_token(here, token)
        if not here:
            break
        at = here[0].pointer
        nearest = next(filter(None, map(_source, here)), nearest)
    return nearest, at


def _source(schema: Schema) -> Source | None:
    """Return a schema's own source, else the first among its `allOf` branches."""
    parts = applicable(schema, choices=False)
    return next((s for each in parts if (s := parse_source(each.definition.get("x-source")))), None)
