"""The configuration of Schemathesis: what it generates, and which of its checks run.

Plain data with the keys of its configuration file; Schemathesis is not imported.
"""

from collections.abc import Mapping
from functools import lru_cache

from contracts.fuzz.schemathesis.backtracking import has_assertions, is_exponential
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.run.probing.fuzzer_protocol import FuzzLimits
from openapi.contract import Location
from openapi.json.types import JSON
from openapi.schema.discriminators import exclusive_branches

ORACLES = (
    "response_schema_conformance",
    "response_headers_conformance",
)
"""Checks of Schemathesis that always run, as a second opinion."""

UNSAFE_ORACLES = ("unsupported_method",)
"""Checks that need methods which only a run with `--unsafe` may send."""


def schemathesis_config(
    target: Target, credentials: Credentials, plan: FuzzLimits
) -> dict[str, JSON]:
    """Return the content of a schemathesis.toml."""
    oracles = [*ORACLES, *(UNSAFE_ORACLES if plan.is_unsafe else ())]
    checks: dict[str, JSON] = {"enabled": False}
    checks |= {name: {"enabled": True} for name in oracles}
    checks["response_schema_conformance"] = {"enabled": True, "validate-formats": False}
    coverage: dict[str, JSON] = {} if plan.is_unsafe else {"unexpected-methods": []}
    return {
        "seed": plan.seed,
        "base-url": target.base_url,
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "cache": {"enabled": False},
        "checks": checks,
        "generation": {
            "database": "none",
            "max-examples": plan.max_examples,
            "no-shrink": True,
            "unique-inputs": True,
            # A generated credential would only be refused, or lock an account.
            "with-security-parameters": False,
        },
        "phases": {"coverage": coverage, "stateful": {"enabled": False}},
        "parameters": {
            f"{location.value}.{name}": value
            for (location, name), value in credentials.parameters.items()
            if location is not Location.HEADER
        },
        "headers": {
            name: value
            for (location, name), value in credentials.parameters.items()
            if location is Location.HEADER
        },
    }


def filtered_document(target: Target, plan: FuzzLimits) -> dict[str, JSON]:
    """Return the contract's document with only the operations that may be called.

    External examples are dropped, since Schemathesis would not fetch them through our transport.
    Patterns for which no text can be generated in bounded time are dropped as well;
    `left_out_patterns` returns them.
    """
    methods = {
        (operation.path, operation.method.lower())
        for operation in target.contract.operations
        if operation.id in plan.operations
    }
    every = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    paths = {
        path: {
            key: value for key, value in item.items() if key not in every or (path, key) in methods
        }
        for path, item in target.contract.tree["paths"].items()
        if any(known == path for known, _ in methods)
    }
    document = {**target.contract.tree, "paths": paths}
    if document["openapi"].startswith("3.2"):
        # Schemathesis reads up to 3.1; the additions of 3.2 do not matter for its requests.
        document["openapi"] = "3.1.1"
    cleaned: dict[str, JSON] = _cleaned(document)
    return cleaned


def left_out_patterns(target: Target) -> tuple[str, ...]:
    """Return the patterns of a contract that `filtered_document` drops, sorted, each once."""
    found: dict[str, None] = {}
    pending: list[JSON] = [target.contract.tree]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            patterns = [value.get("pattern"), *_keys(value.get("patternProperties"))]
            found |= {each: None for each in patterns if isinstance(each, str) and is_costly(each)}
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def is_costly(pattern: str) -> bool:
    """Whether generating a text for a pattern may never end.

    Hypothesis generates texts and matches them with `re` until one matches. Matching must not
    backtrack without bound, and an assertion must not make a match rare or impossible.
    """
    return is_exponential(pattern) or has_assertions(pattern)


def _keys(value: JSON) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Mapping) else ()


def _cleaned(value: JSON) -> JSON:
    """Return a part of a document without external examples and costly patterns.

    A Header Object for Content-Type is dropped, too: "it SHALL be ignored" (OpenAPI 3.0.3, 4.7.16).
    Schemathesis knows no discriminator, so the branches of a `oneOf` exclude each other as it says.
    """
    if isinstance(value, Mapping):
        branches = value.get("oneOf")
        if isinstance(branches, list) and "discriminator" in value:
            value = {**value, "oneOf": exclusive_branches(branches, value["discriminator"])}
        return {
            name: _without_costly(child) if name == "patternProperties" else _cleaned(child)
            for name, child in value.items()
            if name != "externalValue"
            and not (name == "pattern" and isinstance(child, str) and is_costly(child))
            and not (name.lower() == "content-type" and isinstance(child, Mapping))
        }
    return [_cleaned(child) for child in value] if isinstance(value, list) else value


def _without_costly(by_pattern: JSON) -> JSON:
    if not isinstance(by_pattern, Mapping):
        return by_pattern
    return {key: _cleaned(child) for key, child in by_pattern.items() if not is_costly(key)}
