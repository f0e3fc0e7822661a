"""Validation of a value against a schema of the document, with the reasons for a refusal.

Of two validators, jsonschema-rs decides (it is fast) and jsonschema explains a refusal. Both get
the same schema and formats. jsonschema delegates regular expressions, multiples, constants and
duplicates to jsonschema-rs, so that they cannot disagree and no explanation takes long.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import islice
from json import dumps
from math import inf
from typing import Any, NamedTuple
from urllib.parse import unquote

from openapi.contract import Schema
from openapi.errors import nearest
from openapi.json.equality import first_duplicate
from openapi.json.pointers import join, unescape
from openapi.json.types import JSON
from openapi.schema.conversion import json_schema_of
from openapi.schema.validators import (
    Explainer,
    given_up_places,
    has_given_up,
    judge_of,
    unknown_keys,
)
from openapi.text.printable import printable
from openapi.values import dataclass

MAX_VIOLATIONS = 50  # reasons that are reported for one value
MAX_FAULTS = 10_000  # places at which one value is not valid
MAX_LISTED = 50  # values or names that one reason lists; a wide enum has thousands
_TRYING = re.compile(r"\(\?[=!<>]|\\\\[1-9k]|[+*?}]\+")  # no finite automaton matches these

_OF_INTEGERS = frozenset({"type", "minimum", "maximum"})
_SHOWN = 120
_WHOLE = "the value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One reason why a value is not valid."""

    pointer: str  # JSON pointer of the offending part in the value
    keyword: str  # the schema keyword that was broken, such as `enum`
    problem: str  # what is wrong with the part, a clause without its subject
    value: JSON  # the offending part
    allowed: str  # what the keyword allows, as short text
    key: str = ""  # the key that is not allowed, if that is the reason; else empty
    missing: tuple[str, ...] = ()  # the required keys that are absent, if that is the reason

    @property
    def message(self) -> str:
        """One sentence: where, what was found and what is allowed."""
        return self.message_for(_WHOLE)

    def message_for(self, whole: str) -> str:
        """Return the message, with a name for the whole value, such as `the body`."""
        sentence = f"{preview_text(self.pointer) or whole} {self.problem}"
        # "lacks x" states what is allowed already.
        return sentence if self.problem.startswith("lacks ") else f"{sentence}, {self._allowed}"

    @property
    def _allowed(self) -> str:
        return f"allowed {'are' if self.key else 'is'} {self.allowed}"


class Fault(NamedTuple):
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

    def faults(self, value: JSON) -> Iterator[Fault]:
        """Yield where `value` is not valid: sooner than `violations`, and without a reason."""
        if self.is_valid(value):
            return
        with suppress(UnicodeEncodeError):
            for error in islice(self._judge.iter_errors(value), MAX_FAULTS):
                missing = getattr(error.kind, "property", "")
                yield Fault(join("", *error.instance_path), missing)

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
        return tuple(_each_once(map(_violation, errors))) or tuple(self._unexplained(value))

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


def _violation(error: Any) -> Violation:  # noqa: ANN401 - jsonschema is imported late
    error, choices = _nearest_branch(error)
    keyword = str(error.validator)
    allowed = " or ".join(choices) or _allowed(keyword, error)
    return Violation(
        pointer=join("", *error.absolute_path),
        keyword=keyword,
        problem=_problem(keyword, error),
        value=error.instance,
        allowed=allowed,
        key=_unknown_key(error) if keyword == "additionalProperties" else "",
        missing=tuple(_missing_keys(error)) if keyword == "required" else (),
    )


def _each_once(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Yield violations; of those that the same keys are absent, which are as many, the first."""
    seen: set[tuple[str, ...]] = set()
    for violation in violations:
        lacking = (violation.pointer, *violation.missing)
        if not violation.missing or lacking not in seen:
            yield violation
        seen.add(lacking)


def _nearest_branch(error: Any) -> tuple[Any, tuple[str, ...]]:  # noqa: ANN401 - see above
    """Descend through anyOf and oneOf into the likely branch, if there is one.

    Return the error to report, and what all branches together allow there if they differ only in
    the type or the constant of that place.
    """
    while error.context:
        branches: dict[JSON, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = _likely_branch([*branches.values()])
        if not meant:
            return _shared_error(error, [*branches.values()])
        error = min(meant, key=lambda e: (len(e.path), str(e.path)))
    return error, ()


def _likely_branch(branches: list[list[Any]]) -> list[Any]:
    for rules_out in (_is_discriminating, _is_other_type):
        left = [each for each in branches if not any(map(rules_out, each))]
        if len(left) == 1:
            return left[0]
    return []


def _is_discriminating(error: Any) -> bool:  # noqa: ANN401 - see above
    """Whether an error shows that its branch is for another kind of value."""
    constant = error.validator in {"const", "enum"} and len(error.path) <= 1
    return constant or _is_excluded(error) or _is_other_type(error)


def _is_excluded(error: Any) -> bool:  # noqa: ANN401 - see above
    """Whether the discriminator of a value names another branch (`exclusive_branches`)."""
    is_member = error.validator == "not" and len(error.path) == 1
    return is_member and error.validator_value.keys() == {"enum"}


def _is_other_type(error: Any) -> bool:  # noqa: ANN401 - see above
    return error.validator == "type" and not error.path


def _shared_error(
    error: Any,  # noqa: ANN401 - see above
    branches: list[list[Any]],
) -> tuple[Any, tuple[str, ...]]:
    firsts = [next(filter(_is_discriminating, each), None) for each in branches]
    places = {(None if e is None else (tuple(e.path), e.validator)) for e in firsts}
    if None in places or len(places) != 1:
        return error, ()
    choices = dict.fromkeys(_allowed(str(e.validator), e) for e in firsts if e is not None)
    return firsts[0], tuple(choices)


def _problem(keyword: str, error: Any) -> str:  # noqa: ANN401 - see above
    match keyword:
        case "required":
            return f"lacks {', '.join(_missing_keys(error))}"
        case "additionalProperties":
            key = _unknown_key(error)
            meant = nearest(key, error.schema.get("properties", {}))
            hint = f" (did you mean {preview(meant)}?)" if meant else ""
            return f"has the key {preview(key)}{hint}"
        case "oneOf" if not error.context:
            return f"is {preview(error.instance)}, which matches more than one alternative"
        case "anyOf" | "oneOf" if all(_lacks(error.instance, b) for b in error.validator_value):
            return (
                f"lacks {' or '.join(' and '.join(b['required']) for b in error.validator_value)}"
            )
        case "uniqueItems":
            return _repeats(error.instance)
        case _:
            return f"is {preview(error.instance)}"


def _repeats(items: list[JSON]) -> str:
    places = first_duplicate(items)
    if places is None:
        return f"is {preview(items)}"
    earlier, later = places
    return f"has {preview(items[later])} at {earlier} and again at {later}"


def _missing_keys(error: Any) -> list[str]:  # noqa: ANN401 - see above
    return [name for name in error.validator_value if name not in error.instance]


def _unknown_key(error: Any) -> str:  # noqa: ANN401 - see above
    return next(unknown_keys(error.instance, error.schema))


def _lacks(value: JSON, branch: JSON) -> bool:
    wanted = branch.get("required", ()) if isinstance(branch, Mapping) else ()
    return isinstance(value, Mapping) and bool(wanted) and not value.keys() >= {*wanted}


def _allowed(keyword: str, error: Any) -> str:  # noqa: ANN401 - see above
    value = error.validator_value
    match keyword:
        case "type":
            return " or ".join(value) if isinstance(value, list) else str(value)
        case "enum":
            return _listed([*map(preview, value[:MAX_LISTED])], len(value))
        case "additionalProperties":
            likes = [f"those like {each}" for each in error.schema.get("patternProperties", {})]
            names = [*error.schema.get("properties", {}), *likes]
            return f"no other keys than {_listed(names, len(names))}" if names else "no keys"
        case "uniqueItems":
            return "each item once"
        case "anyOf" | "oneOf":
            return " or ".join(_branch(branch) for branch in value)
        case _:
            return f"{keyword} {preview(value)}"


def _listed(texts: Sequence[str], count: int) -> str:
    """Return the first of so many texts as one, with how many more there are."""
    more = f" and {count - MAX_LISTED} more" if count > MAX_LISTED else ""
    return f"{', '.join(texts[:MAX_LISTED])}{more}"


def _branch(branch: JSON) -> str:
    if isinstance(branch, Mapping) and "required" in branch:
        return f"with {', '.join(branch['required'])}"
    if isinstance(branch, Mapping) and branch.keys() == {"allOf"}:
        # The branch of a discriminator, and what is excluded from it.
        branch = branch["allOf"][0]
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    return _name_of(reference) if isinstance(reference, str) else preview(branch)


def _name_of(reference: str) -> str:
    """Return the last part of a reference to a schema, which is its name.

    >>> _name_of("#/$defs/%23~1components~1schemas~1Cat")
    'Cat'
    """
    place = unescape(unquote(reference.rpartition("/")[2]))
    return preview_text(unescape(place.rpartition("/")[2]))


def preview(value: JSON) -> str:
    """Return `value` as short one-line text for a message."""
    return preview_text(dumps(value, ensure_ascii=False, default=repr))


def preview_text(text: str) -> str:
    """Return `text` short, on one line, with invisible characters escaped."""
    short = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return printable(short)
