"""One operation of the proposed document: parameters, request body, answers, rules."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from contracts.observations.shapes.names import unused_name
from contracts.observations.shapes.operations import (
    FORM,
    NO_TYPE,
    AnswerShape,
    BodyShape,
    OperationShape,
)
from contracts.observations.shapes.templates import ObservedTemplate
from contracts.results.learned.components import (
    BodyPlace,
    Components,
    answer_place,
    is_rare,
    request_place,
)
from contracts.results.learned.names import LEARNED_SET
from contracts.results.learned.notebook import without_secrets
from contracts.results.learned.rows import ObservedRows
from contracts.results.learned.rules import LearnedRule, rules_of
from contracts.results.learned.schemas import (
    Schema,
    component_schemas,
    named_only,
    parameter_schema,
    place_in,
    schema_of,
    tags_at,
    titles_of,
)
from contracts.results.learned.seen import Seen, SeenExample
from openapi.contract import is_json_type
from openapi.text.listing import counted
from openapi.text.secret_names import is_credential_name

MAX_PARAMETERS = 60
_OWN_HEADER = re.compile(
    r"x-(?!forwarded|real-ip|requested-with|http-method|csrf|xsrf|b3-)[a-z0-9-]+"
)

Hide = Callable[[str], str]  # replaces the known secrets in a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What all operations of a document are made with."""

    api: str  # the short name of the API, with which ids of rules begin
    hide: Hide  # replaces the known secrets in a text
    components: Components  # the kinds of objects that several operations share
    schemas: Mapping[str, Schema]  # their schemas, by name


def making(api: str, hide: Hide, operations: Mapping[tuple[str, str], OperationShape]) -> Making:
    """Return what the operations of a document are made with.

    `hide` replaces the known secrets in a text; what was seen of the operations is by method and
    path.
    """
    components = Components(operations)
    schemas = {name: _clean(each, hide) for name, each in component_schemas(components).items()}
    return Making(api=api, hide=hide, components=components, schemas=schemas)


def operation_of(
    method: str, template: ObservedTemplate, shape: OperationShape, seen: Seen, make: Making
) -> dict[str, Any]:
    """Return the tree of an operation.

    The method is in capitals, and the template has the shapes of its parameters; `seen` has what
    else is kept of requests and answers.
    """
    name = _operation_id(method, template.path)
    operation: dict[str, Any] = {"operationId": name}
    if parameters := _parameters(template, shape, make.hide):
        operation["parameters"] = parameters
    if body := _request_body(method, template.path, shape, seen, make):
        operation["requestBody"] = body
    following = seen.polls.following() if template.shapes else None
    if following and method == "GET":
        operation["x-polling"] = {
            "identity": list(template.shapes),
            "terminal": following.terminal,
            "x-source": {"basis": "inferred"},
        }
    operation["responses"] = {
        str(status): _response(method, template.path, status, answer, seen, make)
        for status, answer in sorted(shape.answers.items())
    }
    taken: set[str] = set()
    for status, places in seen.rows.items():
        schema = _json_schema(operation["responses"].get(str(status), {}))
        for at, place in places.items() if schema is not None else ():
            found = rules_of(place.rows)
            if not at and following and method == "GET":
                found = [*found, *following.rules]
            # What a union says of its tag is no rule as well.
            tags = tags_at(schema or {}, at, make.schemas)
            found = [rule for rule in found if not tags.intersection(rule.needs[:1])]
            target = place_in(schema or {}, at, make.schemas) if found else None
            if target is not None:
                target["x-rules"] = [
                    _rule(rule, f"{make.api}.{_rule_name(name, rule, taken)}", place)
                    for rule in found
                ]
    return operation


def _operation_id(method: str, path: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"\{([^{}]*)\}", r"by_\1", path)).strip("_")
    return f"{method.lower()}_{words}" if words else method.lower()


def _parameters(
    template: ObservedTemplate, shape: OperationShape, hide: Hide
) -> list[dict[str, Any]]:
    """Return the parameters; traffic shows that values are valid, and not which are invalid."""
    inferred = {"x-source": {"basis": "inferred"}}
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": parameter_schema(values, name),
        }
        for name, values in template.shapes.items()
    ]
    for name, values in list(shape.query.items())[:MAX_PARAMETERS]:
        if not is_credential_name(name):
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "description": f"Sent in {values.count} of {shape.accepted} requests.",
                    "schema": _clean(parameter_schema(values, name), hide),
                    **inferred,
                }
            )
    found += [
        {"name": name, "in": "header", "schema": {"type": "string"}, **inferred}
        for name in sorted(shape.headers)
        if _OWN_HEADER.fullmatch(name) and not is_credential_name(name)
    ][:MAX_PARAMETERS]
    return found


def _request_body(
    method: str, path: str, shape: OperationShape, seen: Seen, make: Making
) -> dict[str, Any]:
    bodies = {name: body for name, body in shape.bodies.items() if name != NO_TYPE}
    if not bodies:
        return {}
    content = {
        name: _content(name, body, seen.requests.get(name), request_place(method, path, name), make)
        for name, body in bodies.items()
    }
    is_required = NO_TYPE not in shape.bodies
    return {"content": content} | ({"required": True} if is_required else {})


def _response(  # noqa: PLR0913, PLR0917 - what an answer is made of
    method: str, path: str, status: int, answer: AnswerShape, seen: Seen, make: Making
) -> dict[str, Any]:
    response: dict[str, Any] = {"description": f"{_phrase(status)}; answers seen: {answer.count}."}
    content = {
        name: _content(
            name,
            body,
            seen.answers.get((status, name)),
            answer_place(method, path, status, name),
            make,
            is_rare=is_rare(status, body),
        )
        for name, body in answer.bodies.items()
        if name != NO_TYPE
    }
    return response | ({"content": content} if content else {})


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "An answer"


def _content(  # noqa: PLR0913 - what a body is made of
    name: str,
    body: BodyShape,
    example: SeenExample | None,
    place: BodyPlace,
    make: Making,
    *,
    is_rare: bool = False,
) -> dict[str, Any]:
    if not is_json_type(name) and name != FORM:
        return {"schema": {"type": "string"}} if name.startswith("text/") else {}
    found = schema_of(body.shape, "", place, make.components) if body.shape.types else {}
    schema = _clean(named_only(found) if is_rare else found, make.hide)
    content: dict[str, Any] = {"schema": schema}
    if body.unread:
        # What cannot be read as JSON has no shape.
        content = {}
    if example is not None and content:
        content["examples"] = {
            "seen": {
                "value": without_secrets(example.value, make.hide),
                "x-source": {"basis": "inferred", "note": make.hide(example.source)},
            }
        }
    return content


def _clean(schema: Schema, hide: Hide) -> Schema:
    """Return a schema without words that hold a known secret."""
    cleaned: Schema = {}
    for key, value in schema.items():
        if key == "enum" and any(isinstance(each, str) and hide(each) != each for each in value):
            continue
        if key == "oneOf" and any(hide(title) != title for title in titles_of(schema)):
            continue
        if key in {"items", "additionalProperties"}:
            cleaned[key] = _clean(value, hide)
        elif key == "oneOf":
            cleaned[key] = [_clean(each, hide) for each in value]
        elif key == "properties":
            cleaned[key] = {name: _clean(each, hide) for name, each in value.items()}
        else:
            cleaned[key] = value
    return cleaned


def _json_schema(response: Mapping[str, Any]) -> Schema | None:
    for name, content in response.get("content", {}).items():
        if is_json_type(name) and "schema" in content:
            return content["schema"] if isinstance(content["schema"], dict) else None
    return None


def _rule_name(operation: str, rule: LearnedRule, taken: set[str]) -> str:
    base = f"{operation.replace('_', '-').lower()}-{rule.name}"
    name = unused_name(re.sub(r"-+", "-", base), taken, "-")
    taken.add(name)
    return name


def _rule(rule: LearnedRule, name: str, place: ObservedRows) -> dict[str, Any]:
    answers = counted(place.answers, "answer")
    held = f"It held for {rule.support} different objects in {answers}"
    if not place.is_whole:
        held = f"{held}, of which the first different ones were compared"
    tree: dict[str, Any] = {
        "id": name,
        "rule": rule.expression,
        "message": rule.message,
        "severity": "warning",
        "set": LEARNED_SET,
        "x-source": {"basis": "inferred", "note": f"{held}."},
    }
    if rule.needs:
        tree["needs"] = list(rule.needs)
    return tree
