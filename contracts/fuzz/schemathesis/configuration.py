"""How Schemathesis is set up: what it generates, what it judges, and what it must not.

Plain data in Schemathesis' own terms (the keys of its configuration file), without importing it.
"""

from collections.abc import Mapping
from typing import Any

from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.run.fuzzer_protocol import FuzzPlan
from openapi.contract import Location

JSON = Any

ORACLES = (
    "response_schema_conformance",
    "response_headers_conformance",
)
"""Checks of Schemathesis that always run, as a second opinion."""

UNSAFE_ORACLES = ("unsupported_method",)
"""Checks that need methods which a read-only run may not send."""

TURNED_OFF: Mapping[str, str] = {
    "not_a_server_error": "server-error judges the same answers, a busy server excepted",
    "status_code_conformance": "status-documented knows that a platform refuses in its own ways",
    "content_type_conformance": "media-type knows that an error may come without a body",
    "negative_data_rejection": "invalid-refused knows clamped pages and lenient numbers",
    "positive_data_acceptance": "valid-accepted knows what the documents leave open",
    "allow_header_conformance": "no document promises what Allow lists",
    "missing_required_header": "invalid-refused judges the same answers",
    "ignored_auth": "access is probed on purpose only, and optional where the contract says so",
    "object_level_authorization": "needs two identities",
    "use_after_free": "needs stateful testing, which is off",
    "ensure_resource_availability": "needs stateful testing, which is off",
    "max_response_time": "no document promises a time",
}


def configuration(target: Target, credentials: Credentials, plan: FuzzPlan) -> dict[str, JSON]:
    """Return what would stand in a schemathesis.toml."""
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
            # A made-up credential would only collect refusals, or lock an account.
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


def reduced_document(target: Target, plan: FuzzPlan) -> dict[str, JSON]:
    """Return the contract's document with only the operations that may be called.

    External examples are dropped: Schemathesis would fetch them past our transport.
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
        for path, item in target.contract.document["paths"].items()
        if any(known == path for known, _ in methods)
    }
    document = {**target.contract.document, "paths": paths}
    cleaned: dict[str, JSON] = _without(document, "externalValue")
    return cleaned


def _without(value: JSON, key: str) -> JSON:
    if isinstance(value, Mapping):
        return {name: _without(child, key) for name, child in value.items() if name != key}
    return [_without(child, key) for child in value] if isinstance(value, list) else value
