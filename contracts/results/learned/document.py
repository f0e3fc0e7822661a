"""The proposed document (OpenAPI 3.1) as a tree, from everything that was kept of the traffic."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.observations.shapes.collecting import Traffic
from contracts.observations.shapes.names import unused_name
from contracts.observations.shapes.templates import ObservedTemplate
from contracts.results.learned.notebook import Notebook
from contracts.results.learned.operations import making, operation_of
from contracts.results.learned.security import requirements, security_schemes
from contracts.results.learned.seen import Seen
from openapi.json.pointers import iter_values
from openapi.json.types import JSON

OPENAPI = "3.1.1"
DESCRIPTION = (
    "Proposed by contracts learn. Review it: what was not seen is missing, and rules of the set "
    "learned are not judged before a person accepts them by removing the key set."
)
"""The description of the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a document is made from."""

    api: str  # the short name of the API
    title: str  # for people
    servers: Sequence[str]  # where it was
    sources: Sequence[str]  # the files or the URL, for people
    traffic: Traffic  # the shapes of the operations
    notebook: Notebook  # examples, rows, polls and credentials, by path key
    templates: Mapping[tuple[str, ...], ObservedTemplate]  # the template of each path key
    hide: Callable[[str], str] = field(compare=False)  # replaces the known secrets in a text


def learned_document(proposal: Proposal) -> dict[str, Any]:
    """Return the tree of a document; methods and paths are sorted."""
    notebook = proposal.notebook
    seen = _by_operation(proposal)
    names = security_schemes(sum((each.schemes for each in seen.values()), Counter()))
    make = making(proposal.api, proposal.hide, proposal.traffic.operations)
    paths: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for (method, path), shape in sorted(proposal.traffic.operations.items(), key=_order):
        if shape.answers and method.lower() in _METHODS:
            own = seen.get((method, path), Seen())
            template = proposal.traffic.templates[path]
            operation = operation_of(method, template, shape, own, make)
            operation["operationId"] = unused_name(operation["operationId"], taken)
            taken.add(operation["operationId"])
            operation |= requirements(own.schemes, own.accepted, names)
            paths.setdefault(path, {})[method.lower()] = operation
    document: dict[str, Any] = {
        "openapi": OPENAPI,
        "x-api": proposal.api,
        "info": {
            "title": proposal.title,
            "version": "0.0.0",
            "description": DESCRIPTION,
            "x-source": {
                "basis": "inferred",
                "note": f"{notebook.count} answers in {', '.join(proposal.sources)}",
            },
        },
        "servers": [{"url": url} for url in proposal.servers],
        "paths": paths,
    }
    components = {"schemas": make.schemas, "securitySchemes": dict(names.values())}
    if any(components.values()):
        document["components"] = {name: each for name, each in components.items() if each}
    return document


def rule_count(tree: JSON) -> int:
    """Return how many rules of a learned document await review."""
    return sum(map(len, _lists(tree, "x-rules")))


def union_count(tree: JSON) -> int:
    """Return how many places of a learned document have alternatives, for a person to review."""
    return sum(1 for _ in _lists(tree, "oneOf"))


def _lists(tree: JSON, key: str) -> Iterator[list[JSON]]:
    """Yield the lists that are below a key, outside examples."""
    for pointer, value in iter_values(tree):
        is_of_key = pointer.endswith(f"/{key}") and not pointer.endswith(f"/properties/{key}")
        if is_of_key and isinstance(value, list) and not _EXAMPLE.search(pointer):
            yield value


_EXAMPLE = re.compile(r"/examples/seen/value(?:/|$)")
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def _order(item: tuple[tuple[str, str], object]) -> tuple[str, str]:
    (method, path), _ = item
    return path, method


def _by_operation(proposal: Proposal) -> dict[tuple[str, str], Seen]:
    """Return what the notebook has of each operation, path keys of one template together."""
    found: dict[tuple[str, str], Seen] = {}
    for (method, path), seen in proposal.notebook.operations.items():
        found.setdefault((method, proposal.templates[path].path), Seen()).take(seen)
    return found
