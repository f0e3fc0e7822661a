"""Judges answers by the document as it is, with jsonschema alone: no module of the project.

Schemas of OpenAPI 3.0 and Swagger 2.0 are Draft 4 with `nullable`; `writeOnly` properties are not
required in an answer. Schemas of 3.1 are Draft 2020-12.
"""

import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import yaml
from jsonschema import Draft4Validator, Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import UnknownType
from jsonschema.validators import create

from tests.benchmarks.corpus.impossible import impossibility

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_MOST_REFERENCES = 20
_MOST_MEMBERS = 100
_MOST_PARTS = 300
_BODILESS = (204, 205, 304)
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?([zZ]|[+-]\d\d:\d\d)?")
_FORMATS = FormatChecker()
# jsonschema has the `time` of draft 3, without an offset.
_FORMATS.checks("time")(lambda value: not isinstance(value, str) or _TIME.fullmatch(value))
_FORMATS.checks("uri")(lambda value: not isinstance(value, str) or bool(urlsplit(value).scheme))


class _JsonLoader(_LOADER):  # type: ignore[misc, valid-type]
    """Reads times and dates as texts, as JSON has them."""


_JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in _LOADER.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back for one operation."""

    status: int
    media_type: str
    body: bytes


class RawDocument:
    """A document as its file has it."""

    def __init__(self, path: Path) -> None:
        """Read a JSON or YAML file."""
        text = path.read_text(encoding="utf-8-sig")
        self.tree: Any = (
            json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=_JsonLoader)  # noqa: S506 - safe, less the times
        )
        self._text = text
        self._folder = path.parent
        self._others: dict[str, Any] = {}

    @cached_property
    def operations(self) -> list[tuple[str, str]]:
        """Method and path of every operation."""
        return [
            (method.upper(), path)
            for path, item in (self.tree.get("paths") or {}).items()
            # A path with a fragment is another one's, which is served once.
            if path.startswith("/") and "#" not in path
            for method in _METHODS
            if isinstance(self.resolve(item), Mapping) and method in self.resolve(item)
        ]

    def response(self, method: str, path: str, status: int) -> Any:
        """Return the documented answer for a status; None if it has none."""
        operation = self.resolve(self.resolve(self.tree["paths"][path])[method.lower()])
        responses = {str(key): value for key, value in operation.get("responses", {}).items()}
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in responses:
                return self.resolve(responses[key])
        return None

    def statuses(self, method: str, path: str) -> set[str]:
        """Return the documented statuses of an operation."""
        operation = self.resolve(self.resolve(self.tree["paths"][path])[method.lower()])
        return {str(key) for key in operation.get("responses") or {} if str(key)[:2] != "x-"}

    def fault_of(self, method: str, path: str, answer: Answer) -> str:
        """Return what is wrong with an answer; empty if it is as documented."""
        response = self.response(method, path, answer.status)
        if response is None:
            return f"{answer.status} is not documented"
        content = self._content(method, path, response)
        if not content or method == "HEAD" or answer.status in _BODILESS:
            return ""
        media = _best(content, answer.media_type)
        if media is None:
            if any("/" not in name and name != "*" for name in content):
                return ""  # the document names no media type
            return f"the media type {answer.media_type or 'none'} is not documented"
        if _is_json(answer.media_type):
            return self._json_fault(media, answer.body)
        fault = _xml_fault(answer.body) if _is_xml(answer.media_type) and answer.body else ""
        is_shown = fault and self._is_example(media, answer.body.decode("utf-8", "replace"))
        return f"{OWN_EXAMPLE}: {fault}" if is_shown else fault

    def _content(self, method: str, path: str, response: Any) -> Any:
        if "swagger" not in self.tree:
            return response.get("content", {})
        if "schema" not in response:
            return {}
        operation = self.resolve(self.tree["paths"][path])[method.lower()]
        produces = operation.get("produces") or self.tree.get("produces") or ["application/json"]
        return {name: {"schema": response["schema"]} for name in produces}

    def _json_fault(self, media: Any, body: bytes) -> str:
        try:
            value = json.loads(body)
        except ValueError as error:
            return f"no JSON: {error}"
        schema = media.get("schema") if isinstance(media, Mapping) else None
        if schema is None:
            return ""
        fault = self.violation(schema, value)
        if fault and self._is_of_examples(media, schema, value):
            return f"{OWN_EXAMPLE}: {fault}"
        reason = fault and self._contradiction(schema, value)
        return f"{CONTRADICTION}: {reason or fault}" if reason else fault

    def _contradiction(self, schema: Any, value: Any) -> str:
        """Return why no value fits, or why one is forbidden that another part describes."""
        for error in self._errors(schema, value):
            if reason := impossibility(error.schema, self.resolve):
                return f"{reason}, at {error.json_path}"
        if self.is_forbidden_both_ways(schema, value):
            return self.violation(schema, value)
        closed = [each for error in self._errors(schema, value) for each in _extra_members(error)]
        for path, names in closed:
            parts = self._parts_at(schema, path)
            known = {name for part in parts for name in part.get("properties") or ()}
            if not {*names} <= known:
                return ""
        first = ", ".join(closed[0][1][:3]) if closed else ""
        return f"one part describes {first}, and another part forbids it" if closed else ""

    def _parts_at(self, schema: Any, path: list[Any]) -> list[Any]:
        """Return the schemas, and parts of them, that describe a place of a value."""
        parts = self._flat(schema)
        for token in path:
            inner = [
                part["items"] if isinstance(token, int) else part["properties"][token]
                for part in parts
                if (isinstance(token, int) and "items" in part)
                or (isinstance(token, str) and token in (part.get("properties") or ()))
            ]
            parts = [each for schema in inner for each in self._flat(schema)]
        return parts

    def _flat(self, schema: Any) -> list[Any]:
        """Return a schema and the parts of its `allOf`; a branch of a choice may be another one."""
        parts = [self.resolve(schema)]
        for part in parts:
            if isinstance(part, Mapping) and len(parts) < _MOST_PARTS:
                parts += [self.resolve(each) for each in part.get("allOf") or ()]
        return [part for part in parts if isinstance(part, Mapping)]

    def is_forbidden_both_ways(self, schema: Any, value: Any) -> bool:
        """Whether a value has members that one part of a schema forbids, and lacks them without.

        Then a part requires what another one forbids (`additionalProperties: false`), and the
        schema has no value.
        """
        is_changed = False
        for _ in range(_MOST_MEMBERS):
            errors = [*self._errors(schema, value)]
            closed = next((each for error in errors for each in _extra_members(error)), None)
            if closed is None:
                return is_changed and bool(errors)
            is_changed = True
            value = _without_members(value, *closed)
        return False

    def _errors(self, schema: Any, value: Any) -> Iterator[Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            validator = self._validator_class(schema, format_checker=_FORMATS)
            try:
                yield from validator.iter_errors(value)
            except (RecursionError, AttributeError, TypeError, KeyError, UnknownType):
                return

    def impossibility_of(self, method: str, path: str) -> str:
        """Return why an operation's success, or what it requires, has no value; else empty."""
        operation = self.resolve(self.resolve(self.tree["paths"][path])[method.lower()])
        schemas = []
        for status, response in (operation.get("responses") or {}).items():
            if str(status)[:1] in {"2", "d"}:
                content = self._content(method, path, self.resolve(response)).values()
                schemas += [media["schema"] for media in content if "schema" in (media or ())]
        body = self.resolve(operation.get("requestBody"))
        content = body.get("content", {}).values() if isinstance(body, Mapping) else ()
        schemas += [media["schema"] for media in content if "schema" in (media or ())]
        for each in map(self.resolve, operation.get("parameters") or ()):
            is_body = isinstance(each, Mapping) and "schema" in each
            schemas += [each["schema"]] if is_body and each.get("required") else []
        reasons = (impossibility(schema, self.resolve) for schema in schemas)
        return next((reason for reason in reasons if reason), "")

    def line_of(self, method: str, path: str) -> int:
        """Return the line of an operation in the file; that of its path, or 1, if it is unclear."""
        key = re.compile(rf"^\s*[\"']?{re.escape(path)}[\"']?\s*:", re.MULTILINE)
        found = key.search(self._text)
        if found is None:
            return 1
        own = re.compile(rf"^\s*[\"']?{method.lower()}[\"']?\s*:", re.MULTILINE)
        inner = own.search(self._text, found.end())
        return self._text.count("\n", 0, (inner or found).end()) + 1

    def _is_example(self, media: Any, value: Any) -> bool:
        return value in self._examples(media)

    def _examples(self, media: Any) -> list[Any]:
        """Return the documented examples, and the JSON in those that are texts."""
        examples = [media["example"]] if "example" in media else []
        named = media.get("examples")
        for each in map(self.resolve, named.values() if isinstance(named, Mapping) else ()):
            examples += (
                [self.resolve(each["value"])]
                if isinstance(each, Mapping) and "value" in each
                else []
            )
        schema = self.resolve(media.get("schema"))
        if isinstance(schema, Mapping):
            examples += [schema["example"]] if "example" in schema else []
            examples += schema.get("examples") or ()
        return [*examples, *map(_parsed, examples)]

    def _is_of_examples(self, media: Any, schema: Any, value: Any) -> bool:
        """Whether an example has each invalid part of a value in the same place.

        A mock may have corrected the other parts.
        """
        paths = [[*error.absolute_path] for error in self._errors(schema, value)]
        return any(
            all(_at(each, path) == _at(value, path) for path in paths)
            for each in self._examples(media)
        )

    def violation(self, schema: Any, value: Any) -> str:
        """Return why a schema does not accept a value; empty if it does."""
        validator = self._validator_class(schema, format_checker=_FORMATS)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                error = next(validator.iter_errors(value), None)
        except (RecursionError, AttributeError, TypeError, KeyError, UnknownType):
            return ""  # the schema is none
        return "" if error is None else f"at {error.json_path}: {error.message[:200]}"

    @cached_property
    def _validator_class(self) -> Any:
        is_new = str(self.tree.get("openapi", "2")).startswith(("3.1", "3.2"))
        base = Draft202012Validator if is_new else Draft4Validator
        keywords = {**base.VALIDATORS, "$ref": self._reference, "pattern": _pattern}
        keywords |= {"required": self._required, "oneOf": _one_of}
        if not is_new:
            keywords |= {"type": _type_or_null, "enum": _enum_or_null}
            keywords |= {name: _unless_null(keywords[name]) for name in ("allOf", "anyOf", "oneOf")}
        return create(
            meta_schema={},
            validators=keywords,
            type_checker=base.TYPE_CHECKER,
            id_of=lambda _schema: "",
        )

    def _reference(
        self, validator: Any, reference: str, value: Any, _schema: Any
    ) -> Iterator[ValidationError]:
        yield from validator.descend(value, self.resolve({"$ref": reference}))

    def _required(
        self, _validator: Any, names: Any, value: Any, schema: Any
    ) -> Iterator[ValidationError]:
        if not isinstance(value, Mapping) or not isinstance(names, list):
            return
        for name in names:
            if name not in value and not self._is_write_only(schema, name):
                yield ValidationError(f"{name!r} is a required property")

    def _is_write_only(self, schema: Any, name: str) -> bool:
        found = self.resolve(schema.get("properties", {}).get(name))
        return isinstance(found, Mapping) and found.get("writeOnly") is True

    def resolve(self, value: Any) -> Any:
        """Return what a reference refers to; any other value as it is."""
        for _ in range(_MOST_REFERENCES):
            if not (isinstance(value, Mapping) and isinstance(value.get("$ref"), str)):
                return value
            value = self._target(value["$ref"])
        return value

    def _target(self, reference: str) -> Any:
        name, _, pointer = reference.partition("#")
        value = self._file(name) if name else self.tree
        for token in pointer.split("/")[1:]:
            key = unquote(token).replace("~1", "/").replace("~0", "~")
            value = value[int(key)] if isinstance(value, list) else value[key]
        return value

    def _file(self, name: str) -> Any:
        if name not in self._others:
            self._others[name] = RawDocument(self._folder / name).tree
        return self._others[name]


OWN_EXAMPLE = "the document's own example"
CONTRADICTION = "the document's own contradiction"


def _at(value: Any, path: list[Any]) -> Any:
    """Return the part of a value at a path; an object of its own if there is none."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return object()
    return value


def _extra_members(error: Any) -> Iterator[tuple[list[Any], list[str]]]:
    """Yield where an error, or one of those in it, forbids members, and which ones."""
    pending = [error]
    while pending:
        each = pending.pop()
        if each.validator == "additionalProperties" and each.validator_value is False:
            known = each.schema.get("properties") or {}
            yield [*each.absolute_path], [name for name in each.instance if name not in known]
        pending += each.context or ()


def _without_members(value: Any, path: list[Any], names: list[str]) -> Any:
    if not path:
        return {key: child for key, child in value.items() if key not in names}
    changed = _without_members(value[path[0]], path[1:], names)
    if isinstance(value, dict):
        return {**value, path[0]: changed}
    return [changed if index == path[0] else child for index, child in enumerate(value)]


def _one_of(validator: Any, branches: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    """Judge a choice; with a `discriminator`, that several branches accept a value is no fault."""
    keyword = "anyOf" if "discriminator" in schema else "oneOf"
    yield from Draft202012Validator.VALIDATORS[keyword](validator, branches, value, schema)


def _parsed(example: Any) -> Any:
    """Return the JSON in an example that is a text, which many documents have; else None."""
    try:
        return json.loads(example) if isinstance(example, str) else None
    except ValueError:
        return None


def _pattern(validator: Any, pattern: Any, value: Any, _schema: Any) -> Iterator[ValidationError]:
    """Judge by a pattern if Python's engine takes it; documents have those of other engines."""
    if not validator.is_type(value, "string"):
        return
    delimited = _DELIMITED.fullmatch(pattern) if isinstance(pattern, str) else None
    try:
        # `/^a$/i` is the literal of a program; as a pattern it would match no text.
        fits = re.search(delimited[1] if delimited else pattern, value) is not None
    except (re.error, TypeError):
        return
    if not fits:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_DELIMITED = re.compile(r"/(.+)/[a-z]*", re.DOTALL)


def _type_or_null(validator: Any, kind: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
    if (value is None and schema.get("nullable") is True) or kind == "file":
        return
    yield from Draft4Validator.VALIDATORS["type"](validator, kind, value, schema)


def _unless_null(keyword: Callable[..., Iterator[ValidationError]]) -> Any:
    """Return a keyword that says nothing of a null that `nullable` beside it allows.

    By OpenAPI 3.0.3 a branch would have to allow it, too; documents with `nullable` beside a
    choice mean that the value may be null, and show it.
    """

    def judge(validator: Any, branches: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        if value is None and schema.get("nullable") is True:
            return
        yield from keyword(validator, branches, value, schema)

    return judge


def _enum_or_null(
    validator: Any, allowed: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    if value is None and schema.get("nullable") is True:
        return
    if isinstance(value, list) and not any(isinstance(each, list) for each in allowed):
        return  # the document means the enum of the items
    yield from Draft4Validator.VALIDATORS["enum"](validator, allowed, value, schema)


def _best(content: Any, name: str) -> Any:
    """Return the entry for a media type: its own, then that of a range."""
    wanted = _bare(name)
    by_name = {_bare(key): value for key, value in content.items()}
    for key in (wanted, f"{wanted.partition('/')[0]}/*", "*/*", "*"):
        if key in by_name:
            return by_name[key]
    return None


def _bare(name: str) -> str:
    message = Message()
    message["Content-Type"] = name
    return message.get_content_type() if "/" in name else name.casefold()


def _is_json(name: str) -> bool:
    return _bare(name) == "application/json" or _bare(name).endswith("+json")


def _is_xml(name: str) -> bool:
    return _bare(name).endswith(("/xml", "+xml"))


def _xml_fault(body: bytes) -> str:
    try:
        ET.fromstring(body)  # noqa: S314 - of the mock that was started here
    except ET.ParseError as error:
        return f"no XML: {error}"
    return ""
