"""Validation of our extensions and of the register of discrepancies, by `vocabulary.yaml`.

Only the shape is validated here; pointers and expressions are checked when the contract is built.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from openapi.errors import ExtensionError
from openapi.json.pointers import iter_values, join
from openapi.json.types import JSON
from openapi.loading.spec_objects import SpecObject
from openapi.loading.yaml import YamlFile, parse_yaml
from openapi.schema.validation import SchemaValidator, Violation, preview

SCHEMAS = Path(__file__).parents[1] / "schemas"  # the folder of the schemas of documents

_TYPO_CUTOFF = 0.85
"""Similarity, from 0 to 1, from which an unknown key is reported as a misspelt one of ours."""


def validate_discrepancies(register: YamlFile) -> None:
    """Validate a register of discrepancies against its schema (ExtensionError: it is not valid)."""
    violations = _extension_validator("discrepancies").violations(register.tree)
    if violations:
        raise ExtensionError(
            **_error_fields("the register of discrepancies", register, "", violations)
        )


def _error_fields(
    what: str, file: YamlFile, pointer: str, violations: tuple[Violation, ...]
) -> dict[str, Any]:
    # An unknown key is often a misspelling of one that is reported as missing.
    first = next((v for v in violations if v.keyword == "additionalProperties"), violations[0])
    place, more = pointer + first.pointer, len(violations) - 1
    place = join(place, first.key) if first.key else place
    return {
        "what": " ".join(filter(None, [what, first.pointer, first.problem])),
        "where": partial(file.location_with_pointer, place),
        "found": preview(first.value),
        "allowed": first.allowed,
        "hint": f"fix this one first; there are {more} more" if more else "",
    }


def extension_errors(
    document: YamlFile, part: SpecObject, *, has_citations: bool
) -> Iterator[tuple[str, str, ExtensionError, bool]]:
    """Yield the errors in the extensions of one object.

    Each is the id of the broken requirement, the pointer, the error, and whether to remove the
    extension. `has_citations`: whether there may be an `x-source` anywhere.
    """
    for pointer, key, value in _extensions(part, has_citations=has_citations):
        if key not in _definitions():
            near = _similar_extension(key)
            if near:
                error = ExtensionError(
                    f"there is no extension {key!r}; did you mean {near!r}?",
                    where=partial(document.location_with_pointer, pointer),
                    found=key,
                    allowed=", ".join(_extension_names()),
                    hint="give it a name that is less like one of these if it is your own",
                )
                yield "unknown-extension", pointer, error, False
            continue
        kinds = _definitions()[key].get("kinds", [part.kind])
        if part.kind not in kinds:
            error = ExtensionError(
                f"{key} is not read in this place",
                where=partial(document.location_with_pointer, pointer),
                found=f"in an object of kind {part.kind}",
                allowed=f"in objects of kind {' or '.join(kinds)}",
            )
            yield "extension-place", pointer, error, False
            continue
        violations = _extension_validator(key).violations(value)
        if violations:
            error = ExtensionError(**_error_fields(key, document, pointer, violations))
            yield "extension", pointer, error, True


def _extension_names() -> list[str]:
    return [name for name in _definitions() if name.startswith("x-")]


@lru_cache(maxsize=1024)
def _similar_extension(key: str) -> str:
    """Return our extension that an unknown one resembles; empty if there is none."""
    near = get_close_matches(key.lower(), _extension_names(), n=1, cutoff=_TYPO_CUTOFF)
    return near[0] if near else ""


def _extensions(part: SpecObject, *, has_citations: bool) -> Iterator[tuple[str, str, JSON]]:
    if not isinstance(part.value, dict):
        return
    for key, value in part.value.items():
        if not key.startswith("x-"):
            continue
        at = join(part.pointer, key)
        yield at, key, value
        if has_citations and key not in _definitions():
            # Unknown extensions are not validated, but citations inside them are.
            for inner, holder in iter_values(value, at):
                if isinstance(holder, Mapping) and "x-source" in holder:
                    yield join(inner, "x-source"), "x-source", holder["x-source"]


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, JSON]:
    text = (SCHEMAS / "vocabulary.yaml").read_text("utf-8")
    definitions: Mapping[str, JSON] = parse_yaml(text, file="vocabulary.yaml").tree["$defs"]
    return definitions


@lru_cache(maxsize=32)
def _extension_validator(name: str) -> SchemaValidator:
    return SchemaValidator({"$ref": f"#/$defs/{name}", "$defs": _definitions()})
