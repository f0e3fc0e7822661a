"""Is a value valid against a schema of the document, and why not: the one door to JSON Schema.

Two validators, two jobs: jsonschema-rs decides (fast), jsonschema explains (asked only after a
no). Both get the same draft 2020-12 schema, made from the OpenAPI 3.0 one, and the same formats.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema
import jsonschema_rs

from openapi.contract import Schema
from openapi.formats import FORMATS
from openapi.pointers import join

JSON = Any

_INT64 = 2**63
_BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-_INT64, _INT64 - 1)}
_ANNOTATIONS = frozenset(
    {"example", "examples", "xml", "externalDocs", "discriminator", "readOnly", "writeOnly",
     "deprecated", "description", "title", "default", "nullable"}
)  # fmt: skip
_MAPS_OF_SCHEMAS = frozenset({"properties", "patternProperties", "$defs"})
_LISTS_OF_SCHEMAS = frozenset({"allOf", "anyOf", "oneOf"})
_SCHEMAS = frozenset({"items", "additionalProperties", "not"})
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One reason why a value is not valid.

    Attributes:
        pointer: JSON pointer of the offending part in the value.
        keyword: The schema keyword that was broken, such as `enum`.
        message: One sentence: what was found against what is allowed.
        value: The offending part.
        allowed: What the keyword allows, as short text.
    """

    pointer: str
    keyword: str
    message: str
    value: JSON
    allowed: str


class SchemaValidator:
    """Judges values by one schema."""

    def __init__(self, json_schema: Mapping[str, JSON]) -> None:
        """Compile a draft 2020-12 schema; raises ValueError where it is not one."""
        self._json_schema = json_schema
        try:
            self._judge = jsonschema_rs.Draft202012Validator(
                dict(json_schema), validate_formats=True, formats=dict(FORMATS)
            )
        except jsonschema_rs.ValidationError as error:
            message = f"not a schema: {error.message}"
            raise ValueError(message) from error
        self._explainer: jsonschema.Draft202012Validator | None = None

    def is_valid(self, value: JSON) -> bool:
        """Whether `value` is as the schema says."""
        return self._judge.is_valid(value)

    def explain(self, value: JSON) -> tuple[Violation, ...]:
        """Return why `value` is not valid, the most telling reasons; nothing where it is."""
        if self.is_valid(value):
            return ()
        if self._explainer is None:
            self._explainer = jsonschema.Draft202012Validator(
                self._json_schema, format_checker=_format_checker()
            )
        errors = sorted(self._explainer.iter_errors(value), key=lambda e: [*map(str, e.path)])
        return tuple(_violation(_deepest(error)) for error in errors)


def validator_for(schema: Schema) -> SchemaValidator:
    """Return the validator of a schema of the document, made once."""
    return _validator(_Key(schema))


class _Key:
    """Identity of a schema: which document, which place."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._identity = (id(schema.root), id(schema.definition))

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._identity == other._identity


@lru_cache(maxsize=2048)
def _validator(key: _Key) -> SchemaValidator:
    return SchemaValidator(json_schema_of(key.schema))


def json_schema_of(schema: Schema) -> dict[str, JSON]:
    """Return the draft 2020-12 schema that means what an OpenAPI 3.0 schema means."""
    needed: dict[str, JSON] = {}
    converted = _convert(schema.definition, schema.root, needed)
    return {**converted, "$defs": needed} if needed else converted


def _convert(schema: Mapping[str, JSON], root: Mapping[str, JSON], needed: dict[str, JSON]) -> Any:
    if isinstance(schema.get("$ref"), str):
        return {"$ref": f"#/$defs/{_define(schema['$ref'], root, needed)}"}
    result: dict[str, JSON] = {}
    for keyword, value in schema.items():
        if keyword in _ANNOTATIONS or keyword.startswith("x-"):
            continue
        if keyword in _MAPS_OF_SCHEMAS:
            result[keyword] = {k: _convert(v, root, needed) for k, v in value.items()}
        elif keyword in _LISTS_OF_SCHEMAS:
            result[keyword] = [_convert(child, root, needed) for child in value]
        elif keyword in _SCHEMAS and isinstance(value, Mapping):
            result[keyword] = _convert(value, root, needed)
        else:
            result[keyword] = value
    _exclusive_bounds(result)
    _integer_bounds(result)
    return _or_null(result) if schema.get("nullable") is True else result


def _define(ref: str, root: Mapping[str, JSON], needed: dict[str, JSON]) -> str:
    pointer = ref.removeprefix("#")
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", pointer.strip("/"))
    if name not in needed:
        needed[name] = True  # holds the place while a schema refers to itself
        value: JSON = root
        for token in pointer.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        needed[name] = _convert(value, root, needed)
    return name


def _exclusive_bounds(schema: dict[str, JSON]) -> None:
    """Draft 4 says `exclusiveMinimum: true` beside `minimum`; 2020-12 gives the number itself."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if schema.get(exclusive) is True and bound in schema:
            schema[exclusive] = schema.pop(bound)
        elif isinstance(schema.get(exclusive), bool):
            del schema[exclusive]


def _integer_bounds(schema: dict[str, JSON]) -> None:
    bounds = _BOUNDS.get(schema.get("format", ""))
    if bounds is not None and schema.get("type") == "integer":
        schema.setdefault("minimum", bounds[0])
        schema.setdefault("maximum", bounds[1])


def _or_null(schema: dict[str, JSON]) -> dict[str, JSON]:
    kind = schema.get("type")
    if not isinstance(kind, str):
        return {"anyOf": [schema, {"type": "null"}]}
    widened = {**schema, "type": [kind, "null"]}
    if "enum" in schema and None not in schema["enum"]:
        widened["enum"] = [*schema["enum"], None]
    return widened


@lru_cache(maxsize=1)
def _format_checker() -> jsonschema.FormatChecker:
    checker = jsonschema.FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(lambda value, holds=holds: not isinstance(value, str) or holds(value))
    return checker


def _deepest(error: jsonschema.ValidationError) -> jsonschema.ValidationError:
    """Follow anyOf and oneOf into the branch that came nearest, if one clearly did."""
    while error.context:
        best = jsonschema.exceptions.best_match(error.context)
        if best is None or not best.path:
            return error
        error = best
    return error


def _violation(error: jsonschema.ValidationError) -> Violation:
    pointer = join("", *error.absolute_path)
    keyword = str(error.validator)
    allowed = _allowed(keyword, error)
    where = pointer or "the value"
    if keyword == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        message = f"{where} lacks {', '.join(missing)}"
    else:
        message = f"{where} is {shown(error.instance)}, allowed is {allowed}"
    return Violation(
        pointer=pointer, keyword=keyword, message=message, value=error.instance, allowed=allowed
    )


def _allowed(keyword: str, error: jsonschema.ValidationError) -> str:
    value = error.validator_value
    match keyword:
        case "type":
            return " or ".join(value) if isinstance(value, list) else str(value)
        case "enum":
            return ", ".join(map(shown, value))
        case "additionalProperties":
            return f"no other keys than {', '.join(error.schema.get('properties', {}))}"
        case "anyOf" | "oneOf":
            return " or ".join(_branch(branch) for branch in value)
        case _:
            return f"{keyword} {shown(value)}"


def _branch(branch: JSON) -> str:
    if isinstance(branch, Mapping) and "required" in branch:
        return f"with {', '.join(branch['required'])}"
    return shown(branch)


def shown(value: JSON) -> str:
    """Return `value` as short one-line text for a message."""
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
