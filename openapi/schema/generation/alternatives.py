"""The schemas that a schema's unions and conditions leave, one after the other.

`oneOf`, `anyOf`, `if`, `not` and `dependentSchemas` are replaced by one of their cases, united with
the rest of the schema. Plain cases come first; then those that keep away from the other branches.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from openapi.json.equality import IdentityKey
from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.discriminators import tagged
from openapi.schema.generation.bounds import MAX_ALTERNATIVES, MAX_EXPANSIONS
from openapi.schema.generation.denials import denials
from openapi.schema.generation.merging import as_schema, every, is_nothing, merged

_CASES = ("oneOf", "anyOf", "if", "dependentSchemas", "not")
_CONDITIONAL = frozenset({*_CASES, "allOf"})
_MAX_LEVELS = 20

Alternative = tuple[dict[str, JSON], frozenset[IdentityKey]]  # merged, with its branches


def alternatives(
    root: Mapping[str, JSON], schema: Mapping[str, JSON], above: frozenset[IdentityKey]
) -> Iterator[Alternative]:
    """Yield what a merged schema may mean, each without unions and conditions.

    A branch that is one of the schemas `above` would have no end.

    Raises:
        KeyError: A reference does not resolve.
    """
    if not _CONDITIONAL & schema.keys():
        yield dict(schema), above
        return
    steps = iter(range(MAX_EXPANSIONS))
    yield from islice(_expanded(root, schema, (above, above), 0, steps), MAX_ALTERNATIVES)


def _expanded(
    root: Mapping[str, JSON],
    schema: Mapping[str, JSON],
    around: tuple[frozenset[IdentityKey], frozenset[IdentityKey]],
    level: int,
    steps: Iterator[int],
) -> Iterator[Alternative]:
    # Two parts of one schema may have the same branch: only those around it would have no end.
    outer, above = around
    # Combinations that leave nothing are no alternatives, and cost as much as those that are.
    if is_nothing(schema) or level > _MAX_LEVELS or next(steps, None) is None:
        return
    keyword = next((key for key in _CASES if any(True for _ in every(schema, key))), "")
    if not keyword:
        yield dict(schema), above
        return
    owner, rest = _taken(schema, keyword)
    for case in _cases(root, owner, keyword, schema):
        branches = {IdentityKey(as_schema(dereference(root, each)[0])) for each in case}
        if keyword in {"oneOf", "anyOf"} and branches & outer:
            continue
        inside = above | branches if keyword in {"oneOf", "anyOf"} else above
        united = merged(root, {"allOf": [rest, *case]})
        yield from _expanded(root, united, (outer, inside), level + 1, steps)


def _taken(
    schema: Mapping[str, JSON], keyword: str
) -> tuple[Mapping[str, JSON], Mapping[str, JSON]]:
    """Return the part of a merged schema that has a keyword, and the rest of the schema."""
    taken = {keyword, "then", "else"} if keyword == "if" else {keyword}
    if keyword in schema:
        return schema, {key: value for key, value in schema.items() if key not in taken}
    parts = schema["allOf"]
    owner = next(part for part in parts if keyword in part)
    left = {key: value for key, value in owner.items() if key not in taken}
    return owner, {**schema, "allOf": [left if part is owner else part for part in parts]}


def _cases(
    root: Mapping[str, JSON], owner: Mapping[str, JSON], keyword: str, schema: Mapping[str, JSON]
) -> Iterator[list[JSON]]:
    """Yield the cases of a keyword, each as the schemas that hold in it."""
    value = owner[keyword]
    match keyword:
        case "oneOf" | "anyOf":
            yield from _branches(root, value, schema, is_one=keyword == "oneOf")
        case "if":
            yield [value, owner.get("then", True)]
            yield [{"not": value}, owner.get("else", True)]
        case "dependentSchemas":
            more = {name: each for name, each in value.items() if name != next(iter(value))}
            others = {"dependentSchemas": more} if more else {}
            for name, each in islice(value.items(), 1):
                yield [{"required": [name]}, each, others]
                yield [{"properties": {name: False}}, others]
            if not value:
                yield [{}]
        case _:
            for denial in denials(root, value):
                yield [denial]


def _branches(
    root: Mapping[str, JSON], branches: list[JSON], schema: Mapping[str, JSON], *, is_one: bool
) -> Iterator[list[JSON]]:
    tag = next(every(schema, "discriminator"), None)
    for branch in branches:
        yield from ([branch, each] for each in tagged(branch, tag))
    yield from ([branch] for branch in branches)
    for branch in branches if is_one else ():
        others = [{"not": _beyond(root, each, branch)} for each in branches if each is not branch]
        yield from ([branch, each, *others] for each in tagged(branch, tag))
        yield [branch, *others]


def _beyond(root: Mapping[str, JSON], other: JSON, branch: JSON) -> JSON:
    """Return what another branch asks for beyond a branch that it extends.

    Given that the branch holds, the other one can only fail in the rest.
    """
    extended = dereference(root, other)[0]
    parts = extended.get("allOf") if isinstance(extended, Mapping) else None
    if not isinstance(parts, list):
        return other
    base = dereference(root, branch)[0]
    rest = [part for part in parts if dereference(root, part)[0] is not base]
    return other if len(rest) == len(parts) else {**extended, "allOf": rest}
