"""Is a document what the contract's vocabulary allows: OpenAPI 3.0 and our own extensions.

Shape only: what a pointer leads to, and whether an expression compiles, is judged where the
contract is put together.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from openapi.errors import DocumentError, ExtensionError
from openapi.loading import YamlFile, parse_yaml
from openapi.pointers import walk
from openapi.validation import SchemaValidator, Violation, shown

JSON = Any

MAX_SHOWN = 5
"""Violations named in one message; the rest are counted."""


def check_document(document: YamlFile) -> None:
    """Hold a document against OpenAPI 3.0 and the extensions' schemas.

    Raises:
        DocumentError: It is not an OpenAPI 3.0 document.
        ExtensionError: One of our extensions is not as allowed.
    """
    tree = document.tree
    version = tree.get("openapi") if isinstance(tree, Mapping) else None
    if not isinstance(version, str) or not version.startswith("3.0."):
        raise DocumentError(
            "not an OpenAPI 3.0 document",
            where=document.where("/openapi") if isinstance(tree, Mapping) else document.where(),
            found=f"openapi: {shown(version)}",
            allowed="openapi: 3.0.3 (any 3.0.x)",
            advice="Connexion reads OpenAPI 3.0 only; convert a 3.1 or Swagger 2 document first",
        )
    for pointer, key, value in _extensions(tree):
        violations = _extension_validator(key).explain(value)
        if violations:
            what = f"{key} is not as the vocabulary allows"
            raise ExtensionError(what, **_facts(document, pointer, violations))
    violations = _openapi_validator().explain(tree)
    if violations:
        raise DocumentError("not valid OpenAPI 3.0", **_facts(document, "", violations))


def check_register(register: YamlFile) -> None:
    """Hold a register of discrepancies against its schema.

    Raises:
        ExtensionError: It is not as allowed.
    """
    violations = _extension_validator("discrepancies").explain(register.tree)
    if violations:
        raise ExtensionError(
            "the register of discrepancies is not as allowed", **_facts(register, "", violations)
        )


def _facts(file: YamlFile, pointer: str, violations: tuple[Violation, ...]) -> dict[str, str]:
    first = violations[0]
    more = len(violations) - 1
    return {
        "where": file.where(pointer + first.pointer),
        "found": f"{first.message} (at {pointer + first.pointer or '/'})",
        "allowed": first.allowed,
        "advice": f"{more} more after this one" if more else "",
    }


def _extensions(tree: JSON) -> Iterator[tuple[str, str, JSON]]:
    for pointer, value in walk(tree):
        # Payloads may hold any key; only the document's own keys are extensions.
        if "/example/" in pointer or "/value/" in pointer:
            continue
        if isinstance(value, Mapping):
            for key, child in value.items():
                if key.startswith("x-") and key in _definitions():
                    yield f"{pointer}/{key}", key, child


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, JSON]:
    text = (files("openapi") / "schemas" / "vocabulary.yaml").read_text("utf-8")
    definitions: Mapping[str, JSON] = parse_yaml(text, file="vocabulary.yaml").tree["$defs"]
    return definitions


@lru_cache(maxsize=32)
def _extension_validator(name: str) -> SchemaValidator:
    return SchemaValidator({"$ref": f"#/$defs/{name}", "$defs": _definitions()})


@lru_cache(maxsize=1)
def _openapi_validator() -> SchemaValidator:
    text = (files("openapi") / "schemas" / "openapi-3.0.json").read_text("utf-8")
    return SchemaValidator(json.loads(text))
