"""The initial body of a keyframe: an example of the contract, or a body from the file."""

from collections.abc import Mapping
from dataclasses import dataclass

from mock_server.scenarios.errors import TemplateError
from openapi.contract import MediaType, Operation, Response
from openapi.errors import did_you_mean
from openapi.json.pointers import join, lookup
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.schema.validation import preview


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialBody:
    """A body before the changes of a keyframe."""

    status: int  # HTTP status
    media_type: str  # media type of the body; empty if there is no body
    tree: JSON  # the body, including operators


def initial_resource_body(
    operation: Operation, raw: Mapping[str, JSON], pointer: str
) -> InitialBody:
    """Return the initial body of a keyframe of an operation that answers with one resource.

    Raises:
        TemplateError: The operation documents no such status or example.
    """
    response = _response(operation, raw, pointer)
    status = raw.get("status", int(response.status) if response.status.isdigit() else 200)
    media = _media_type(response, raw.get("example", ""))
    if media is None:
        return InitialBody(status=status, media_type="", tree=raw.get("body"))
    tree = raw["body"] if "body" in raw else _example(media, raw.get("example", ""), pointer)
    return InitialBody(status=status, media_type=media.name, tree=tree)


def initial_item_body(operation: Operation, raw: Mapping[str, JSON], pointer: str) -> InitialBody:
    """Return the initial body of a keyframe in a list: the first record of an example.

    Raises:
        TemplateError: The example does not exist or has no record, or `raw` has a status.
    """
    if "status" in raw:
        raise TemplateError("a record of a list cannot have its own status",
                            at=join(pointer, "status"), found=preview(raw["status"]),
                            allowed="body, example, merge and set")  # fmt: skip
    page = initial_resource_body(
        operation, {key: raw[key] for key in ("example",) if key in raw}, pointer
    )
    if "body" in raw:
        return InitialBody(status=page.status, media_type=page.media_type, tree=raw["body"])
    records = lookup(page.tree, list_pointer(operation), [])
    if not records:
        raise TemplateError("this example has no record", at=pointer,
                            found=raw.get("example", "the default example"),
                            allowed="an example with a record, or body: ...")  # fmt: skip
    return InitialBody(status=page.status, media_type=page.media_type, tree=records[0])


def initial_page_body(operation: Operation) -> InitialBody:
    """Return the default answer of an operation that answers with a list."""
    return initial_resource_body(operation, {}, "")


def list_pointer(operation: Operation) -> str:
    """Return the JSON pointer to the list in an answer; empty if the answer is no object."""
    if operation.pagination:
        return operation.pagination.items
    return operation.polling.items if operation.polling else ""


def _response(operation: Operation, raw: Mapping[str, JSON], pointer: str) -> Response:
    statuses = [response.status for response in operation.responses]
    if "status" in raw:
        found = operation.response_for(raw["status"])
        if found is None:
            raise TemplateError(
                f"{operation.id} documents no status {raw['status']}",
                at=join(pointer, "status"),
                found=preview(raw["status"]),
                allowed=", ".join(statuses),
            )
        candidates = [found]
    else:
        success = operation.success
        candidates = [success] if success is not None else []
        candidates += [other for other in operation.responses if other is not success]
    wanted = raw.get("example", "")
    if not wanted and candidates:
        return candidates[0]
    for response in candidates:
        if any(media.example(wanted) for media in response.media_types):
            return response
    names = [
        example.name
        for response in candidates
        for media in response.media_types
        for example in media.examples
    ]
    raise TemplateError(
        f"{operation.id} has no example {wanted!r}{did_you_mean(wanted, names)}",
        at=join(pointer, "example"),
        found=wanted,
        allowed=", ".join(names) or "none: use body: ...",
    )


def _media_type(response: Response, example: str) -> MediaType | None:
    if example:
        return next(media for media in response.media_types if media.example(example))
    return response.media_type()


def _example(media: MediaType, name: str, pointer: str) -> JSON:
    example = media.example(name)
    if example is not None:
        return {"$literal": example.value} if _looks_like_operator(example.value) else example.value
    if media.schema is None:
        return None
    try:
        return generate_example(media.schema)
    except ValueError as error:
        raise TemplateError("no body can be generated from the schema", at=pointer,
                            found=str(error), allowed="body: ...") from error  # fmt: skip


def _looks_like_operator(value: JSON) -> bool:
    if isinstance(value, Mapping):
        return any(
            key.startswith("$") or _looks_like_operator(child) for key, child in value.items()
        )
    return isinstance(value, list) and any(map(_looks_like_operator, value))
