"""Values are what annotations of their schema say: base64, and a known discriminator.

No JSON Schema validator judges `contentEncoding` and `discriminator`, so a body may be valid and
unreadable for a generated client; `format: byte` is judged with the schema. Only annotations that
apply to every value of a place are judged, not those of a branch that may not be meant. A
documented example that has such a value, too, makes it an info.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from contracts.http.deadline import in_time
from contracts.observations.citations import contract_location
from contracts.observations.evidence import Evidence
from contracts.observations.observation import Observation
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, generic_place, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Schema, Severity
from openapi.json.formats import is_base64
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.types import examples_in
from openapi.schema.walk import applicable, every_schema, members

ID = "annotated-values"
SUMMARY = "Base64 is base64, and a discriminator names a schema."

MAX_VALUES = 10  # values of one body that are reported
MAX_LISTED = 8  # names that a finding lists as allowed

Wrong = tuple[str, JSON, str, str, str]
"""JSON pointer, value, what is wrong, what is allowed, and the pointer of the schema."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every readable body whose schema has such an annotation."""
    judged: set[tuple[str, bytes]] = set()
    for seen in evidence.conclusive():
        media = seen.effective_media_type
        if seen.json_error or media is None or media.schema is None:
            continue
        key = (media.schema.pointer, seen.answer.body)
        if key in judged or not _has_annotations(media.schema):
            continue
        judged.add(key)
        wrong = _wrong(media.schema, seen.body, evidence.check_time)
        found = tuple(islice(wrong, MAX_VALUES))
        if not found:
            yield passed(ID)
            continue
        shown = {
            place
            for example in media.examples
            for _, _, _, _, place in _wrong(media.schema, example.value, evidence.check_time)
        }
        for each in found:
            yield failed(_finding(seen, each, is_shown=each[-1] in shown))


@lru_cache(maxsize=1024)
def _has_annotations(schema: Schema) -> bool:
    return any(
        _is_base64(each.definition) or "discriminator" in each.definition
        for each in every_schema(schema)
    )


def _wrong(schema: Schema, body: JSON, check_time: Callable[[], None]) -> Iterator[Wrong]:
    pending: list[tuple[str, JSON, tuple[Schema, ...]]] = [("", body, (schema,))]
    while pending:
        check_time()
        pointer, value, schemas = pending.pop()
        always = [part for each in schemas for part in applicable(each, choices=False)]
        for part in always:
            yield from _judged(pointer, value, part, always)
        items = value.items() if isinstance(value, Mapping) else ()
        parts = enumerate(value) if isinstance(value, list) else items
        for token, child in in_time(parts, check_time):
            below = members(schemas, token, choices=False)
            if below:
                pending.append((join(pointer, token), child, below))


def _judged(pointer: str, value: JSON, schema: Schema, around: Sequence[Schema]) -> Iterator[Wrong]:
    definition = schema.definition
    if isinstance(value, str) and _is_base64(definition) and not is_base64(value):
        yield pointer, value, "is no base64", "base64 (RFC 4648)", schema.pointer
    discriminator = definition.get("discriminator")
    if isinstance(value, Mapping) and isinstance(discriminator, Mapping):
        name = discriminator.get("propertyName")
        found = value.get(name) if isinstance(name, str) else None
        known = known_names(schema, discriminator, name)
        is_known = not known or found in known
        if isinstance(found, str) and not is_known and found not in _own_names(around, name):
            shown = ", ".join([*known][:MAX_LISTED])
            more = f" and {len(known) - MAX_LISTED} more" if len(known) > MAX_LISTED else ""
            place = join(pointer, str(name))
            yield place, found, "names no schema", f"{shown}{more}", schema.pointer


def _own_names(schemas: Sequence[Schema], name: JSON) -> Iterator[str]:
    """Yield what the schemas of a value are called in the mappings of those that they extend."""
    pointers = {each.pointer for each in schemas}
    for schema in schemas:
        discriminator = schema.definition.get("discriminator")
        if isinstance(discriminator, Mapping) and discriminator.get("propertyName") == name:
            mapping = discriminator.get("mapping")
            for key, value in mapping.items() if isinstance(mapping, Mapping) else ():
                if str(value).removeprefix("#") in pointers:
                    yield str(key)


def _is_base64(definition: Mapping[str, JSON]) -> bool:
    encoding = definition.get("contentEncoding")
    return isinstance(encoding, str) and encoding.lower() in {"base64", "base64url"}


def known_names(schema: Schema, discriminator: Mapping[str, JSON], name: JSON) -> dict[str, None]:
    """Return the values that a discriminator may have (OpenAPI 3.0.3, Discriminator Object).

    `name` is the property that the Discriminator Object names.
    """
    mapping = discriminator.get("mapping")
    mapped = dict.fromkeys(map(str, mapping)) if isinstance(mapping, Mapping) else {}
    branches = [
        str(branch["$ref"]).rpartition("/")[2]
        for keyword in ("oneOf", "anyOf")
        for branch in schema.definition.get(keyword, ())
        if isinstance(branch, Mapping) and "$ref" in branch
    ]
    stated = dict.fromkeys(_stated(schema, name))
    if branches:
        return {**mapped, **dict.fromkeys(branches), **stated}
    # A schema that others extend does not list them: each schema of the document may be one.
    components = schema.root.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    names = map(str, schemas if isinstance(schemas, Mapping) else ())
    return {**mapped, **stated, **dict.fromkeys(names)}


def _stated(schema: Schema, name: JSON) -> Iterator[str]:
    """Yield the values that the schema or its branches state for the property.

    A document without a mapping often means these, whatever the names of its schemas are.
    """
    for member in members((schema,), str(name)):
        for part in applicable(member):
            stated = part.definition
            values = [*(stated.get("enum") or ()), stated.get("const"), *examples_in(stated)]
            yield from (value for value in values if isinstance(value, str))


def _finding(seen: Observation, wrong: Wrong, *, is_shown: bool) -> Finding:
    pointer, value, what, allowed, place = wrong
    return Finding(
        rule=ID,
        severity=Severity.INFO if is_shown else Severity.ERROR,
        message=f"{pointer or 'The body'} is {preview(value)}, which {what}; allowed is {allowed}.",
        pointer=pointer,
        values=((pointer or "body", preview(value)),),
        expected=allowed,
        contract=contract_location(seen.contract, place),
        exchange=seen.exchange.number,
        key=f"{seen.status} {what}",
        cause=f"{place if not place.startswith('/paths/') else generic_place(pointer)} {what}",
        confidence=Confidence.TENTATIVE if is_shown else None,
    )
