"""Texts that hold something else: JSON, or bytes in Base64 (JSON Schema 2020-12, 8)."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress

from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.schema.generation.bounds import NoExampleError
from openapi.schema.generation.places import Parts, Place

_BASE64 = frozenset({"base64", "base64url"})


def with_format_of_encoding(schema: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Return a schema whose encoding is also its format, if it has no other format."""
    if str(schema.get("contentEncoding", "")).lower() not in _BASE64 or "format" in schema:
        return schema
    return {**schema, "format": "byte"}


def contents(schema: Mapping[str, JSON], place: Place, parts: Parts) -> Iterator[str]:
    """Yield JSON texts for a schema whose texts are JSON; nothing for other schemas."""
    kind = str(schema.get("contentMediaType", "")).partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        return
    inner = place.member("contentSchema")
    is_encoded = str(schema.get("contentEncoding", "")).lower() in _BASE64
    with suppress(NoExampleError):
        for value in parts.values(schema.get("contentSchema", {"type": "object"}), inner):
            text = dump_json(value)
            yield (b64encode(text) if is_encoded else text).decode()
