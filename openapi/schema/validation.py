"""Validation of a value against a schema of the document, with the reasons for a refusal.

Of two validators, jsonschema-rs decides (it is fast) and jsonschema explains a refusal. Both get
the same schema and formats. jsonschema delegates regular expressions, multiples, constants and
duplicates to jsonschema-rs, so that they cannot disagree and no explanation takes long.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import islice
from json import dumps
from math import inf
from typing import Any, NamedTuple

from openapi.contract import Schema
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.conversion import json_schema_of
from openapi.schema.validators import Explainer, given_up_places, has_given_up, judge_of
from openapi.schema.violations import Violation, violations_of
from openapi.schema.walk import applicable, members
from openapi.text.previews import preview_text

MAX_VIOLATIONS = 50  # reasons that are reported for one value
MAX_INVALID_PLACES = 10_000  # places at which one value is not valid
_LARGE = 300  # values inside one another or beside each other
_MOST_FIRST = 1000  # items of a list that may have schemas of their own
_TRYING = re.compile(r"\(\?[=!<>]|\\\\[1-9k]|[+*?}]\+")  # no finite automaton matches these

_UNIONS = frozenset({"anyOf", "oneOf"})
_OF_INTEGERS = frozenset({"type", "minimum", "maximum"})


class InvalidPlace(NamedTuple):
    """A place at which a value is not valid."""

    pointer: str  # JSON pointer of the part in the value
    missing: str = ""  # the required key that it lacks, if that is the reason


class SchemaValidator:
    """Validates values against one schema."""

    def __init__(self, json_schema: Mapping[str, JSON]) -> None:
        """Take a draft 2020-12 schema (ValueError: it is not a valid schema)."""
        self._json_schema = json_schema
        self._explainer: Any = None
        self._takes_texts = json_schema == {"type": "string"}
        self._limits = _integer_limits(json_schema)
        if not self._takes_texts and self._limits is None:
            self._judge = judge_of(json_schema)

    @cached_property
    def _judge(self) -> Any:  # noqa: ANN401 - see `judge_of`
        """The validator of jsonschema-rs; late for simple schemas, since its import takes long."""
        return judge_of(self._json_schema)

    @cached_property
    def _may_give_up(self) -> bool:
        """Whether a pattern may be given up; asked late, as the text of a schema may be long."""
        return _TRYING.search(dumps(self._json_schema, default=str)) is not None

    @cached_property
    def _is_union(self) -> bool:
        """Whether a value is valid unless it fits the wrong number of branches of one union."""
        keywords = self._json_schema.keys() - {"$defs"}
        return len(keywords) == 1 and keywords <= _UNIONS

    def is_valid(self, value: JSON) -> bool:
        """Whether `value` is valid against the schema."""
        if self._limits is not None and type(value) is int:
            least, most = self._limits
            return bool(least <= value <= most)
        if self._takes_texts and type(value) is str and value.isascii():
            return True
        try:
            return bool(self._judge.is_valid(value)) or (
                self._may_give_up and has_given_up(self._judge, value)
            )
        except UnicodeEncodeError:
            return False

    def given_up(self, value: JSON) -> tuple[str, ...]:
        """Return where in `value` a pattern was given up: nothing is known about those texts.

        A pattern that looks ahead, behind or back is matched by trying, a million times at most.
        They are named where nothing else is wrong; beside a violation they may be left out.
        """
        if not self._may_give_up:
            return ()
        try:
            return tuple(islice(given_up_places(self._judge, value), MAX_VIOLATIONS))
        except UnicodeEncodeError:
            return ()

    def invalid_places(self, value: JSON) -> Iterator[InvalidPlace]:
        """Yield where `value` is not valid: sooner than `violations`, and without a reason."""
        if self.is_valid(value):
            return
        if self._is_union:
            # The reason has those of each branch, which take long for a large value.
            yield InvalidPlace("")
            return
        with suppress(UnicodeEncodeError):
            for error in islice(self._judge.iter_errors(value), MAX_INVALID_PLACES):
                missing = getattr(error.kind, "property", "")
                yield InvalidPlace(join("", *error.instance_path), missing)

    def violations(self, value: JSON) -> tuple[Violation, ...]:
        """Return why `value` is not valid, by pointer; empty if it is."""
        if self.is_valid(value):
            return ()
        if self._explainer is None:
            self._explainer = Explainer(self._json_schema)
        try:
            found = [*islice(self._explainer.iter_errors(value), MAX_VIOLATIONS)]
        except re.error:
            # Python's engine does not take every pattern of `patternProperties`.
            found = []
        errors = sorted(found, key=lambda e: [*map(str, e.path)])
        return violations_of(errors) or tuple(self._unexplained(value))

    def _unexplained(self, value: JSON) -> Iterator[Violation]:
        """Yield the errors of jsonschema-rs, for a value in which jsonschema finds none."""
        try:
            for error in islice(self._judge.iter_errors(value), MAX_VIOLATIONS):
                yield Violation(
                    pointer=join("", *error.instance_path),
                    keyword=str(error.schema_path[-1]),
                    problem=f"is refused: {preview_text(error.message)}",
                    value=error.instance,
                    allowed=f"what {error.schema_path[-1]} asks for",
                )
        except UnicodeEncodeError:
            yield Violation(
                pointer="",
                keyword="type",
                problem="has a lone surrogate",
                value=value,
                allowed="Unicode characters",
            )


def _integer_limits(json_schema: Mapping[str, JSON]) -> tuple[float, float] | None:
    """Return the least and the largest integer of a schema; None if it asks for anything else."""
    if json_schema.get("type") != "integer" or not json_schema.keys() <= _OF_INTEGERS:
        return None
    limits = (json_schema.get("minimum", -inf), json_schema.get("maximum", inf))
    return limits if all(type(each) is int or each in (-inf, inf) for each in limits) else None


@lru_cache(maxsize=2048)
def validator_for(schema: Schema) -> SchemaValidator:
    """Return the validator of a schema of the document, made once."""
    return validator_of(schema)


def validator_of(schema: Schema) -> SchemaValidator:
    """Return a new validator of a schema that is not a place of the document."""
    json_schema = json_schema_of(schema)
    try:
        return SchemaValidator(json_schema)
    except ValueError:
        return _by_what_is_clear(json_schema)


def _by_what_is_clear(json_schema: Mapping[str, JSON]) -> SchemaValidator:
    """Return a validator by those keywords of a schema that can be judged alone."""
    shared = {"$defs": json_schema["$defs"]} if "$defs" in json_schema else {}
    judged: dict[str, JSON] = {}
    for keyword, value in json_schema.items():
        with suppress(ValueError):
            SchemaValidator({keyword: value, **shared})
            judged[keyword] = value
    return SchemaValidator(judged)


def invalid_places(value: JSON, schema: Schema) -> Iterator[InvalidPlace]:
    """Yield where a value is not valid; of a large one, a part without what it is in.

    jsonschema-rs finds all errors of a value before it returns any, a millisecond for each row of a
    list of unions, and no other thread runs meanwhile. So a large value is judged part by part.
    """
    if _is_large(value):
        yield from islice(_of_large(value, (schema,), ""), MAX_INVALID_PLACES)
    else:
        yield from validator_for(schema).invalid_places(value)


def _of_large(value: JSON, schemas: tuple[Schema, ...], pointer: str) -> Iterator[InvalidPlace]:
    wrong = [each for each in schemas if not validator_for(each).is_valid(value)]
    if wrong and not _is_large(value):
        for each in wrong:
            for place in validator_for(each).invalid_places(value):
                yield InvalidPlace(pointer + place.pointer, place.missing)
    elif wrong:
        found = False
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in parts:
            token = name if isinstance(name, str) else min(name, _MOST_FIRST)
            inner = members(schemas, token, choices=False)
            for place in _of_large(part, inner, pointer + join("", name)):
                found = True
                yield place
        if isinstance(value, dict):
            for name in _missing(value, schemas):
                found = True
                yield InvalidPlace(pointer, name)
        if not found:
            yield InvalidPlace(pointer)


def _missing(value: dict[str, JSON], schemas: tuple[Schema, ...]) -> Iterator[str]:
    for each in schemas:
        for part in applicable(each, choices=False):
            required = part.definition.get("required", ())
            yield from (name for name in required if name not in value)


def _is_large(value: JSON) -> bool:
    """Whether a value has many parts; only as many are counted."""
    pending, left = [value], _LARGE
    while pending:
        part = pending.pop()
        if isinstance(part, dict | list):
            left -= len(part)
            if left < 0:
                return True
            pending += part.values() if isinstance(part, dict) else part
    return False
