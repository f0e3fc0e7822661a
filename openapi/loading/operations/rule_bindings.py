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
from openapi.json.types import JSON
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile
from openapi.schema.types import NULL
from openapi.schema.walk import Subschema, followed, subschemas

MAX_SCHEMAS = 20_000  # schemas of one body; references make a short document explode
MAX_DEPTH = 150  # levels of nested schemas

_BRANCHES = ("anyOf", "oneOf")
_PATHS = ("allOf", "properties")
_NULL = {"type": NULL}
_SCHEMA_AND_NULL = 2


def collect_rule_bindings(schema: Schema, file: YamlFile) -> tuple[RuleBinding, ...]:
    """Return every rule of a schema, with the path from a body to the values that it judges.

    A schema that contains itself is entered once on each path.

    Raises:
        RuleError: A rule is in a branch of anyOf, oneOf or not, which a valid body may not match.
        DocumentError: There are too many schemas, or they are nested too deep.
    """
    return tuple(RuleCollector(file).walk(followed(schema), (), ()))


class RuleCollector:
    """Collects the rules of a schema and of all schemas inside it."""

    def __init__(self, file: YamlFile) -> None:
        self._file = file
        self._entered = 0

    def walk(
        self, schema: Schema, path: tuple[str | PathWildcard, ...], above: tuple[Schema, ...]
    ) -> Iterator[RuleBinding]:
        """Yield the rules of a schema and of those inside it.

        `path` leads from the body to the values of the schema, whose references are followed;
        `above` are the schemas around it.
        """
        if schema in above:
            return
        self._entered += 1
        if self._entered > MAX_SCHEMAS or len(above) > MAX_DEPTH:
            raise DocumentError(
                "the schemas of one body are too many or nested too deep",
                where=self._file.location(schema.pointer),
                allowed=f"{MAX_SCHEMAS} schemas, {MAX_DEPTH} levels deep",
                hint="reduce the references between schemas",
            )
        above = (*above, schema)
        for index, rule in enumerate(schema.definition.get("x-rules", ())):
            pointer = join(schema.pointer, "x-rules", index)
            yield RuleBinding(rule=self._rule(rule, pointer), path=path, schema=schema)
        for each in subschemas(schema):
            if _is_passed_by_all(each, schema):
                step = () if each.step is None else (each.step,)
                yield from self.walk(each.schema, (*path, *step), above)
            else:
                self._reject_rules(each, above)

    def _reject_rules(self, inner: Subschema, above: tuple[Schema, ...]) -> None:
        for binding in self.walk(inner.schema, (), above):
            raise RuleError(
                f"rule {binding.rule.id} is inside {inner.keyword}",
                where=self._file.location(binding.rule.pointer),
                allowed="a place that every valid body passes: inside allOf, properties, items, or "
                "additionalProperties without other names",
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
            broken=_broken(rule["broken"]) if "broken" in rule else None,
        )


def _is_passed_by_all(inner: Subschema, outer: Schema) -> bool:
    """Whether a path leads from every value of the outer schema to the values of the inner one.

    A schema and null as the two branches of a choice count: no rule judges null.
    """
    node = outer.definition
    if inner.keyword in _BRANCHES:
        return _NULL in node[inner.keyword] and len(node[inner.keyword]) == _SCHEMA_AND_NULL
    if inner.keyword == "additionalProperties":
        # The path would lead to the members that are named, too.
        return "properties" not in node and "patternProperties" not in node
    return inner.keyword in _PATHS or (inner.keyword == "items" and "prefixItems" not in node)


def _broken(entry: Mapping[str, JSON]) -> BrokenExample:
    return BrokenExample(
        example=entry["example"],
        later=_changes(entry.get("later", entry)),
        earlier=_changes(entry.get("earlier", {})),
        request=entry.get("request", {}),
    )


def _changes(entry: Mapping[str, JSON]) -> Changes:
    return Changes(values=entry.get("set", {}), removed=tuple(entry.get("remove", ())))
