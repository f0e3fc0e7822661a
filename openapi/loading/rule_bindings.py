"""Which rules judge which parts of a body: `x-rules` found by walking a schema."""

from collections.abc import Iterator, Mapping

from openapi.contract import (
    BrokenExample,
    Changes,
    PathWildcard,
    Rule,
    RuleBinding,
    Schema,
    Severity,
)
from openapi.errors import DocumentError, RuleError
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile
from openapi.schema.types import takes_null

MAX_SCHEMAS = 20_000
"""Schemas that are visited for one body; references can make a short document branch for ever."""

MAX_DEPTH = 150
"""Schemas inside each other that are visited."""

_BRANCHES = ("anyOf", "oneOf")


def has_rules(tree: JSON) -> bool:
    """Whether a document has any `x-rules`: most have none, and then no schema need be walked."""
    pending = [tree]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            if "x-rules" in value:
                return True
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return False


def collect_rule_bindings(schema: Schema, file: YamlFile) -> tuple[RuleBinding, ...]:
    """Return every rule of a schema, with the way from a body to the values it judges.

    A schema that contains itself is walked once on each way down.

    Raises:
        RuleError: A rule stands in a branch of anyOf, oneOf or not, where a body need not be.
        DocumentError: The schemas branch into too many places.
    """
    return tuple(RuleCollector(schema.root, file).walk(schema.definition, schema.pointer, (), ()))


class RuleCollector:
    """Collects the rules of a schema and of all schemas inside it."""

    def __init__(self, root: Mapping[str, JSON], file: YamlFile) -> None:
        self._root = root
        self._file = file
        self._visited = 0

    def walk(
        self,
        value: JSON,
        pointer: str,
        path: tuple[str | PathWildcard, ...],
        above: tuple[str, ...],
    ) -> Iterator[RuleBinding]:
        """Yield the rules at `value` and below it, each with the path of what it judges."""
        schema, pointer = dereference(self._root, value, pointer)
        if not isinstance(schema, Mapping) or pointer in above:
            return
        self._visited += 1
        if self._visited > MAX_SCHEMAS or len(above) > MAX_DEPTH:
            raise DocumentError(
                "the schemas of one body are too many, or too deep inside each other",
                where=self._file.location(pointer),
                allowed=f"{MAX_SCHEMAS} schemas, {MAX_DEPTH} inside each other",
                hint="let schemas refer to each other less often",
            )
        above = (*above, pointer)
        for index, rule in enumerate(schema.get("x-rules", ())):
            yield RuleBinding(
                rule=self._rule(rule, join(pointer, "x-rules", index)),
                path=path,
                schema=Schema(definition=schema, pointer=pointer, root=self._root),
            )
        for index, child in enumerate(schema.get("allOf", ())):
            yield from self.walk(child, join(pointer, "allOf", index), path, above)
        for name, child in schema.get("properties", {}).items():
            yield from self.walk(child, join(pointer, "properties", name), (*path, name), above)
        for child, at in _beside_null(schema, pointer):
            yield from self.walk(child, at, path, above)
        if "items" in schema:
            yield from self.walk(
                schema["items"], join(pointer, "items"), (*path, PathWildcard.ITEMS), above
            )
        if isinstance(schema.get("additionalProperties"), Mapping):
            child = schema["additionalProperties"]
            at = join(pointer, "additionalProperties")
            yield from self.walk(child, at, (*path, PathWildcard.VALUES), above)
        self._reject_rules_in_branches(schema, pointer, above)

    def _reject_rules_in_branches(
        self, schema: Mapping[str, JSON], pointer: str, above: tuple[str, ...]
    ) -> None:
        branches = [
            (child, join(pointer, keyword, index), keyword)
            for keyword in _BRANCHES
            for index, child in enumerate(schema.get(keyword, ()))
            if (child, join(pointer, keyword, index)) not in _beside_null(schema, pointer)
        ]
        if isinstance(schema.get("not"), Mapping):
            branches.append((schema["not"], join(pointer, "not"), "not"))
        for child, at, keyword in branches:
            for binding in self.walk(child, at, (), above):
                raise RuleError(
                    f"rule {binding.rule.id} stands inside {keyword}",
                    where=self._file.location(binding.rule.pointer),
                    allowed="a place that every valid body passes: not inside anyOf, oneOf, not",
                    hint="move it up and guard it with has(self.…)",
                )

    def _rule(self, rule: Mapping[str, JSON], pointer: str) -> Rule:
        return Rule(
            id=rule["id"],
            expression=rule["rule"],
            message=rule["message"],
            severity=Severity(rule["severity"]),
            rule_set=rule.get("set", ""),
            discrepancy=rule.get("discrepancy", ""),
            required_fields=tuple(rule.get("needs", ())),
            is_transition="oldSelf" in rule["rule"],
            source=parse_source(rule.get("x-source")),
            pointer=pointer,
            line=self._file.lines.get(pointer, 0),
            broken=_broken(rule["broken"]) if "broken" in rule else None,
        )


def _beside_null(schema: Mapping[str, JSON], pointer: str) -> list[tuple[JSON, str]]:
    """Return the branches of a choice between one thing and null: null is judged by no rule."""
    return [
        (child, join(pointer, keyword, index))
        for keyword in _BRANCHES
        if takes_null(schema) and len(schema.get(keyword, ())) == len(("it", "null"))
        for index, child in enumerate(schema[keyword])
    ]


def _broken(entry: Mapping[str, JSON]) -> BrokenExample:
    return BrokenExample(
        example=entry["example"],
        later=_changes(entry.get("later", entry)),
        earlier=_changes(entry.get("earlier", {})),
        request=entry.get("request", {}),
    )


def _changes(entry: Mapping[str, JSON]) -> Changes:
    return Changes(values=entry.get("set", {}), removed=tuple(entry.get("remove", ())))
