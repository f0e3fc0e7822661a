"""Rules and the parts of a body that they judge: `x-rules` found by walking a schema."""

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
"""Schemas of one body; references can make a short document branch exponentially."""

MAX_DEPTH = 150
"""Levels of nested schemas."""

_BRANCHES = ("anyOf", "oneOf")
_SCHEMA_AND_NULL = 2


def has_rules(tree: JSON) -> bool:
    """Whether a document has any `x-rules`; most have none, and their schemas are not walked."""
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
    """Return every rule of a schema, with the path from a body to the values that it judges.

    A schema that contains itself is entered once on each path.

    Raises:
        RuleError: A rule is in a branch of anyOf, oneOf or not, which a valid body may not match.
        DocumentError: There are too many schemas, or they are nested too deep.
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
        """Yield the rules of the schema `value` and of those inside it.

        Args:
            value: The schema, which may be a reference.
            pointer: Its pointer in the document.
            path: The path from the body to the values of the schema.
            above: Pointers of the schemas around it.
        """
        schema, pointer = dereference(self._root, value, pointer)
        if not isinstance(schema, Mapping) or pointer in above:
            return
        self._visited += 1
        if self._visited > MAX_SCHEMAS or len(above) > MAX_DEPTH:
            raise DocumentError(
                "the schemas of one body are too many or nested too deep",
                where=self._file.location(pointer),
                allowed=f"{MAX_SCHEMAS} schemas, {MAX_DEPTH} levels deep",
                hint="reduce the references between schemas",
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
                    f"rule {binding.rule.id} is inside {keyword}",
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
    """Return the branches of a choice between one schema and null, which no rule judges."""
    return [
        (child, join(pointer, keyword, index))
        for keyword in _BRANCHES
        if takes_null(schema) and len(schema.get(keyword, ())) == _SCHEMA_AND_NULL
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
