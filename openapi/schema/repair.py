"""Makes a value valid with as little change as possible."""

from collections.abc import Callable, Sequence

from openapi.contract import Schema
from openapi.json.pointers import exists, join, lookup, removed, replaced, resolve, tokens
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.rewriting import rewritten
from openapi.schema.spelling import spellings
from openapi.schema.validation import Violation, validator_for
from openapi.schema.walk import applicable, members, members_by_token

_MAX_ROUNDS = 8

Judge = Callable[[JSON], bool]


def corrected(value: JSON, schema: Schema) -> JSON:
    """Return a value if it is valid, else one that keeps what is valid of it.

    Raises:
        ValueError: The schema has no valid value, or none was found.
    """
    value = rewritten(value, schema)
    if validator_for(schema).is_valid(value):
        return value
    derived = generate_example(schema)
    found = repaired(value, schema, derived) if isinstance(value, dict | list) else None
    return derived if found is None else found


def repaired(value: JSON, schema: Schema, template: JSON) -> JSON | None:
    """Return a valid value with the members of another one; None if none was found.

    What is missing is taken from the template, or generated; what is not valid is replaced by the
    template's value or left out, but kept where another spelling of it is valid.

    The template is a value of that schema, such as a documented example.
    """
    validator = validator_for(schema)
    changed = value
    for _ in range(_MAX_ROUNDS):
        violations = validator.violations(changed)
        if not violations:
            return changed
        before = changed
        for violation in violations:
            changed = _without_violation(changed, violation, schema, template)
        if changed == before:
            break
    return _built(value, template, validator.is_valid)


def _without_violation(value: JSON, violation: Violation, schema: Schema, template: JSON) -> JSON:
    pointer = violation.pointer
    if not exists(value, pointer):
        return value
    if violation.keyword == "required":
        return _completed(value, pointer, schema, template)
    if violation.key:
        place = join(pointer, violation.key)
        return removed(value, place) if exists(value, place) else value
    if not pointer:
        # The whole object fits no alternative: the template does, and keeps what it can.
        are_objects = isinstance(template, dict) and isinstance(value, dict)
        return {**template, **value} if are_objects else value
    return _without_part(value, pointer, schema, template)


def _without_part(value: JSON, pointer: str, schema: Schema, template: JSON) -> JSON:
    """Return a value with another part at a pointer, or without it."""
    for spelling in spellings(resolve(value, pointer)):
        changed = replaced(value, pointer, spelling)
        if all(each.pointer != pointer for each in validator_for(schema).violations(changed)):
            return changed
    if exists(template, pointer) and resolve(template, pointer) != resolve(value, pointer):
        return replaced(value, pointer, resolve(template, pointer))
    return removed(value, pointer)


def _completed(value: JSON, pointer: str, schema: Schema, template: JSON) -> JSON:
    """Return a value whose object at a pointer has every required member."""
    schemas: tuple[Schema, ...] = (schema,)
    for token in tokens(pointer):
        schemas = members_by_token(schemas, token)
    holder = resolve(value, pointer)
    if not isinstance(holder, dict):
        return value
    example = lookup(template, pointer, {})
    missing: dict[str, JSON] = {}
    for has_choices in (False, True):
        parts = [part for each in schemas for part in applicable(each, choices=has_choices)]
        wanted = [(part, name) for part in parts for name in part.definition.get("required", ())]
        for part, name in wanted:
            if name in holder or name in missing:
                continue
            found = isinstance(example, dict) and name in example
            inner = members((part,), name) or members(schemas, name)
            made = example[name] if found else _made(inner)
            if found or made is not None:
                missing[name] = made
        if missing:
            break
    return replaced(value, pointer, {**holder, **missing})


def _made(schemas: Sequence[Schema]) -> JSON:
    """Return a value of the first schema; None if there is none."""
    try:
        return generate_example(schemas[0])
    except (ValueError, IndexError):
        return None


def _built(value: JSON, template: JSON, is_valid: Judge) -> JSON | None:
    """Return the template with each member of an object that is valid there."""
    if not (isinstance(template, dict) and isinstance(value, dict) and is_valid(template)):
        return None
    built = template
    for name, each in value.items():
        changed = {**built, name: each}
        built = changed if is_valid(changed) else built
    return built
