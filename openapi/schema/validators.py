"""The two JSON Schema validators: jsonschema-rs decides, jsonschema explains.

jsonschema delegates every keyword whose explanation could take long to jsonschema-rs. Otherwise it
would compare each item of a list with every other, explain every item although only one is wrong,
and use Python's regular expressions, which may take exponential time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from openapi.json.equality import IdentityKey
from openapi.json.formats import FORMATS
from openapi.json.pointers import join
from openapi.json.types import JSON

MAX_MEMBERS = 50  # invalid members of one list or object that are explained
MAX_UNIONS = 100  # unions that are explained for one value; nested ones multiply
_SHARED = ("$defs", "definitions")  # keywords whose schemas any part of a schema may refer to

_LEFT_TO_THE_JUDGE = ("pattern", "multipleOf", "uniqueItems", "enum", "const")
_UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")


def judge_of(json_schema: Mapping[str, JSON]) -> Any:  # noqa: ANN401 - it has no public type
    """Return the validator of jsonschema-rs for a draft 2020-12 schema.

    Raises:
        ValueError: It is not a valid schema.
    """
    # Imported when it is needed: most parameters are judged without it.
    import jsonschema_rs  # noqa: PLC0415

    try:
        return jsonschema_rs.Draft202012Validator(
            dict(json_schema), validate_formats=True, formats=dict(FORMATS)
        )
    except jsonschema_rs.ValidationError as error:
        at = "/".join(map(str, error.instance_path))
        message = f"not a schema: {error.message}{f' at {at}' if at else ''}"
        raise ValueError(message) from error


def has_given_up(judge: Any, value: JSON) -> bool:  # noqa: ANN401 - it has no public type
    """Whether the only errors are patterns whose matching was stopped at the backtracking limit.

    Lookaround and backreferences need backtracking, which is stopped after a million steps. That
    says nothing about the value, so no value is refused for it.
    """
    return all(map(_is_given_up, judge.iter_errors(value)))


def given_up_places(judge: Any, value: JSON) -> Iterator[str]:  # noqa: ANN401 - see `judge_of`
    """Yield the JSON pointers of texts whose pattern could not be matched within its bound."""
    for error in judge.iter_errors(value):
        if _is_given_up(error):
            yield join("", *error.instance_path)


def _is_given_up(error: Any) -> bool:  # noqa: ANN401 - see `judge_of`
    import jsonschema_rs  # noqa: PLC0415 - see above

    return isinstance(error.kind, jsonschema_rs.ValidationErrorKind.BacktrackLimitExceeded)


class Explainer:
    """Explains why values are invalid.

    Attributes:
        validator: The validator of jsonschema, with bounded versions of some keywords.
    """

    def __init__(self, json_schema: Mapping[str, JSON]) -> None:
        """Prepare for a draft 2020-12 schema."""
        self._members = _Members(
            {name: json_schema[name] for name in _SHARED if name in json_schema}
        )
        self.validator = _with_keywords(json_schema, self._members)

    def iter_errors(self, value: JSON) -> Iterator[Any]:
        """Yield the errors of a value, as objects of jsonschema."""
        self._members.unions = 0
        yield from self.validator.iter_errors(value)


def _with_keywords(json_schema: Mapping[str, JSON], members: "_Members") -> Any:  # noqa: ANN401
    jsonschema = _jsonschema()
    keywords: dict[str, Callable[..., Iterator[Any]]] = {
        name: _as_decided(name) for name in _LEFT_TO_THE_JUDGE
    }
    keywords |= {name: members.union(name) for name in ("anyOf", "oneOf")}
    keywords["items"] = members.items
    keywords["patternProperties"] = members.pattern_properties
    keywords["additionalProperties"] = members.additional_properties
    keywords |= {name: members.unevaluated(name) for name in _UNEVALUATED}
    explaining = jsonschema.validators.extend(jsonschema.Draft202012Validator, keywords)
    return explaining(json_schema, format_checker=_format_checker())


def unknown_keys(value: Mapping[str, JSON], schema: Mapping[str, JSON]) -> Iterator[str]:
    """Yield the keys that neither `properties` nor `patternProperties` of a schema names."""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in value:
        if key not in known and not any(matches_pattern(key, pattern) for pattern in patterns):
            yield key


class _Members:
    """Implementations of keywords about members and unions, with the signature of jsonschema.

    They descend only into members that jsonschema-rs finds invalid, `MAX_MEMBERS` at most.

    Attributes:
        unions: Number of unions that were explained for the current value.
    """

    def __init__(self, shared: Mapping[str, JSON]) -> None:
        self._shared = shared
        self._judges: dict[tuple[IdentityKey, bool], Any] = {}
        self.unions = 0

    def items(
        self,
        validator: Any,  # noqa: ANN401 - jsonschema is imported late
        wanted: JSON,
        value: JSON,
        _: object,
    ) -> Iterator[Any]:
        if isinstance(value, list):
            for place, item in self._invalid(enumerate(value), wanted):
                yield from validator.descend(item, wanted, path=place)

    def pattern_properties(
        self,
        validator: Any,  # noqa: ANN401 - see above
        patterns: Mapping[str, JSON],
        value: JSON,
        _: object,
    ) -> Iterator[Any]:
        for pattern, wanted in patterns.items() if isinstance(value, dict) else ():
            meant = ((key, value[key]) for key in value if matches_pattern(key, pattern))
            for key, member in self._invalid(meant, wanted):
                yield from validator.descend(member, wanted, path=key, schema_path=pattern)

    def additional_properties(
        self,
        validator: Any,  # noqa: ANN401 - see above
        wanted: JSON,
        value: JSON,
        schema: Mapping[str, JSON],
    ) -> Iterator[Any]:
        unknown = unknown_keys(value, schema) if isinstance(value, dict) else iter(())
        if wanted is False:
            if next(unknown, None) is not None:
                yield _jsonschema().ValidationError("additionalProperties")
            return
        for key, member in self._invalid(((key, value[key]) for key in unknown), wanted):
            yield from validator.descend(member, wanted, path=key)

    def union(self, keyword: str) -> Callable[..., Iterator[Any]]:
        """Return `anyOf` or `oneOf`; after `MAX_UNIONS` its branches are no longer explained."""
        explain = _jsonschema().Draft202012Validator.VALIDATORS[keyword]

        def judge(
            validator: Any,  # noqa: ANN401 - see above
            wanted: JSON,
            value: JSON,
            schema: Mapping[str, JSON],
        ) -> Iterator[Any]:
            self.unions += 1
            if self.unions <= MAX_UNIONS:
                yield from explain(validator, wanted, value, schema)
            elif not _is_valid(self._judge(wanted, {keyword: wanted}), value):
                yield _jsonschema().ValidationError(keyword, validator="anyOf")

        return judge

    def unevaluated(self, keyword: str) -> Callable[..., Iterator[Any]]:
        """Return a keyword that depends on its sibling keywords; jsonschema-rs decides it."""

        def judge(
            _: object, wanted: JSON, value: JSON, schema: Mapping[str, JSON]
        ) -> Iterator[Any]:
            beside = {name: schema[name] for name in schema if name != keyword}
            without = self._judge(schema, beside)
            # Other errors are reported by the sibling keywords.
            if _is_valid(without, value) and not _is_valid(self._judge(schema), value):
                yield _jsonschema().ValidationError(f"{keyword} {wanted}")

        return judge

    def _invalid(
        self, members: Iterable[tuple[int | str, JSON]], wanted: JSON
    ) -> Iterator[tuple[int | str, JSON]]:
        judge, found = self._judge(wanted), 0
        for key, member in members:
            if not _is_valid(judge, member):
                yield key, member
                found += 1
                if found == MAX_MEMBERS:
                    return

    def _judge(self, wanted: JSON, meant: JSON = None) -> Any:  # noqa: ANN401 - see `judge_of`
        """Return the judge of a part of the schema, or of `meant`, which was derived from it."""
        key = (IdentityKey(wanted), meant is None)
        if key not in self._judges:
            part = wanted if meant is None else meant
            self._judges[key] = judge_of({"allOf": [part], **self._shared})
        return self._judges[key]


def _as_decided(keyword: str) -> Callable[..., Iterator[Any]]:
    """Return a keyword, with the signature of jsonschema, that delegates to jsonschema-rs."""

    def judge(_: object, wanted: JSON, value: JSON, __: object) -> Iterator[Any]:
        decides = _one_keyword(_Wanted(keyword, wanted))
        if not (_is_valid(decides, value) or (keyword == "pattern" and _is_open(decides, value))):
            yield _jsonschema().ValidationError(keyword)

    return judge


def _is_open(judge: Any, value: JSON) -> bool:  # noqa: ANN401 - it has no public type
    try:
        return has_given_up(judge, value)
    except UnicodeEncodeError:
        return False  # a lone surrogate is no text


class _Wanted:
    """A keyword with its value; texts are compared as texts, other values by identity."""

    def __init__(self, keyword: str, wanted: JSON) -> None:
        self.definition = {keyword: wanted}
        self._identity = (keyword, wanted if isinstance(wanted, str) else IdentityKey(wanted))

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wanted) and self._identity == other._identity


@lru_cache(maxsize=256)
def _one_keyword(wanted: _Wanted) -> Any:  # noqa: ANN401 - it has no public type
    return judge_of(wanted.definition)


def matches_pattern(key: str, pattern: str) -> bool:
    """Whether a key of an object matches a pattern of `patternProperties`.

    Raises:
        ValueError: The pattern is not a regular expression.
    """
    return _is_valid(_one_keyword(_Wanted("pattern", pattern)), key)


def _is_valid(judge: Any, value: JSON) -> bool:  # noqa: ANN401 - it has no public type
    try:
        return bool(judge.is_valid(value))
    except UnicodeEncodeError:
        return False  # a lone surrogate is no text


@cache
def _jsonschema() -> ModuleType:
    """Import jsonschema when the first value is explained: it takes 50 ms, and most are valid."""
    import jsonschema  # noqa: PLC0415 - a server of valid examples must not pay for it

    return jsonschema


@cache
def _format_checker() -> Any:  # noqa: ANN401 - jsonschema is imported late
    checker = _jsonschema().FormatChecker(formats=())
    for name, holds in FORMATS.items():
        checker.checks(name)(lambda value, holds=holds: not isinstance(value, str) or holds(value))
    return checker
