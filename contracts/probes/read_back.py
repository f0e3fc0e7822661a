"""Writes, and reads back what the write has changed.

A PUT or PATCH is sent with other values than the documented ones, between two GETs of its path; the
documented values are put back. A DELETE is sent between two GETs of a new resource: the documented
one may have been marked as deleted before. A POST is sent before the GET of what it has created.
Where the change does not show, the GET is sent again after a pause, for a server that is consistent
in the end only; that of a new resource several times, until it shows. A GET for an id that does not
exist shows a mock, which answers any id. A documented `If-Match` gets the ETag of the GET before.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from contracts.http.messages.bodies import json_of_success
from contracts.http.messages.exchange import Exchange, Purpose, Request, Response
from contracts.http.requests.building import build_request
from contracts.http.requests.documented import first_values
from contracts.observations.learning.learned_rows import plain_name
from contracts.observations.learning.read_back import (
    DONE,
    IF_MATCH,
    UPDATES,
    creator_of,
    id_parameter,
    leaves_of,
    path_of_new,
    reader_of,
    schemas_at,
    unknown_id,
)
from contracts.probes.inputs.context import ProbeContext
from openapi.contract import Location, MediaType, Operation, Parameter, Schema, is_json_type
from openapi.json.pointers import lookup, tokens, with_value
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

LOCAL_PAUSE, REMOTE_PAUSE = 1.0, 5.0
"""Seconds that a local and a remote server have until a change that did not show must show."""

MORE_LOOKS = 4
"""GETs of a new resource that is not shown; a server may answer 404 now and then."""

_FREE_TEXTS = frozenset({"comment", "description", "label", "name", "note", "text", "title"})
_WORDS = re.compile(r"[A-Za-z][A-Za-z ]*[A-Za-z]")
_LIMITED = ("const", "enum", "format", "pattern")


def run(context: ProbeContext) -> None:
    """Write to the resources of one operation, and read them back."""
    operation = context.operation
    reader = reader_of(operation, context.target.contract)
    parameter = None if reader is None else id_parameter(reader)
    if reader is None or parameter is None or not context.is_unsafe:
        return
    probe = _Probe(context, reader, parameter)
    if operation.method in UPDATES:
        probe.update()
    elif operation.method == "DELETE":
        probe.delete()
    else:
        probe.create()


class _Probe:
    def __init__(self, context: ProbeContext, reader: Operation, parameter: Parameter) -> None:
        self._context = context
        self._reader = reader
        self._id = parameter
        self._tags: dict[str, str] = {}  # the last ETag of each path

    def update(self) -> None:
        operation, credentials = self._context.operation, self._context.credentials
        values = first_values(operation, credentials)
        documented = operation.request_body.media_types if operation.request_body else ()
        media = next((each for each in documented if each.name == values.media_type), None)
        answers = self._reader.success.media_types if self._reader.success else ()
        shown = next((each.schema for each in answers if is_json_type(each.name)), None)
        if media is None or not is_json_type(media.name) or shown is None:
            return
        path = self._context.request(values).path
        names = frozenset(plain_name(each.name) for each in operation.parameters)
        before: Exchange | None = None
        for body in _varied_bodies(values.body, media, shown, names):
            before = before or self._read(path, "before the write")
            if not before.is_success:
                return
            note = "with other values than the documented ones"
            written = self._write(self._context.request(replace(values, body=body)), note)
            if written.status in DONE:
                self._read_after(path, _shows(before.answer, values.body, body))
                self._write(self._context.request(values), "with the documented values again")
            if written.status // 100 != 4:  # noqa: PLR2004 - a refusal of the values
                return

    def delete(self) -> None:
        path = self._created_path()
        if not path or not self._read(path, "of a new resource").is_success:
            return
        request = self._context.request()
        request = replace(request, target=request.target.replace(request.path, path, 1))
        if self._write(request, "of a new resource").status in DONE:
            self._read_after(request.path, lambda answer: not answer.is_success)

    def create(self) -> None:
        written = self._write(self._context.request(), "whose resource is read")
        path = path_of_new(written, self._reader)
        if not path or written.status not in DONE:
            return
        is_shown = self._read(path, "after the write").is_success
        self._read_missing(path)
        if not is_shown:
            self._pause()
            for _ in range(MORE_LOOKS):
                if self._read(path, "after the write and a pause").is_success:
                    return

    def _read_after(self, path: str, is_done: Callable[[Response], bool]) -> None:
        if is_done(self._read(path, "after the write").answer):
            return
        self._read_missing(path)
        self._read_later(path)

    def _read_later(self, path: str) -> None:
        self._pause()
        self._read(path, "after the write and a pause")

    def _read_missing(self, path: str) -> None:
        other = self._with_other_id(path)
        if other:
            self._read(other, "of an id that does not exist")

    def _pause(self) -> None:
        is_local = self._context.target.is_local
        self._context.recorder.pause(LOCAL_PAUSE if is_local else REMOTE_PAUSE)

    def _write(self, request: Request, note: str) -> Exchange:
        tag = self._tags.get(request.path, "")
        if tag and self._context.operation.parameter(Location.HEADER, IF_MATCH):
            others = [each for each in request.headers if each[0].lower() != IF_MATCH]
            request = replace(request, headers=(*others, ("If-Match", tag)))
        return self._context.send(request, Purpose.READ_BACK, f"{request.method} {note}")

    def _read(self, path: str, note: str) -> Exchange:
        context = self._context
        values = first_values(self._reader, context.credentials)
        request = build_request(self._reader, values, context.target, context.credentials)
        target = f"{path}?{request.query}" if request.query else path
        found = context.send(
            replace(request, target=target), Purpose.READ_BACK, f"{request.method} {note}"
        )
        self._tags[path] = found.answer.header("etag") or ""
        return found

    def _created_path(self) -> str:
        """Create a resource, and return its path; empty if that cannot be done.

        The POST is made for the operation that is tried, so that it is a part of its witness.
        """
        context = self._context
        post = creator_of(self._reader, context.target.contract)
        if post is None:
            return ""
        values = first_values(post, context.credentials)
        created = context.recorder.exchange(
            build_request(post, values, context.target, context.credentials),
            operation=context.operation.id,
            purpose=Purpose.READ_BACK,
            note="POST of a resource to delete",
        )
        return path_of_new(created, self._reader)

    def _with_other_id(self, path: str) -> str:
        """Return a path with an id that hardly exists; empty if there is none."""
        template = self._context.target.contract.path_of(self._reader).split("/")
        parts = path.split("/")
        wanted = f"{{{self._id.name}}}"
        if len(parts) != len(template) or wanted not in template:
            return ""
        place = template.index(wanted)
        other = unknown_id(self._id, parts[place])
        return "/".join([*parts[:place], other, *parts[place + 1 :]]) if other else ""


def _shows(before: Response, documented: JSON, body: JSON) -> Callable[[Response], bool]:
    """Return whether an answer shows one of the values that were written otherwise."""
    old = json_of_success(before)
    varied = [p for p, value in leaves_of(body) if lookup(documented, p) != value]

    def shows(answer: Response) -> bool:
        new = json_of_success(answer)
        return any(lookup(new, pointer) != lookup(old, pointer) for pointer in varied)

    return shows


def _varied_bodies(
    body: JSON, media: MediaType, shown: Schema, names: frozenset[str]
) -> Iterator[JSON]:
    """Yield valid bodies with other texts and numbers; of the second, only usual free texts differ.

    `shown` is the schema of what GET answers; what it does not show is left as it is. `names` are
    those of parameters, which identify the resource.
    """
    whole, free = body, body
    for pointer, value in leaves_of(body):
        name = plain_name(tokens(pointer)[-1])
        if name in names or name.endswith("id") or not schemas_at(shown, pointer):
            continue
        other = _other(value, media, pointer)
        if other is None or not _is_valid(media, with_value(whole, pointer, other)):
            continue
        whole = with_value(whole, pointer, other)
        free = with_value(free, pointer, other) if name in _FREE_TEXTS else free
    for varied in (whole, free if free != whole else body):
        if varied != body:
            yield varied


def _other(value: JSON, media: MediaType, pointer: str) -> JSON:
    """Return another value of a member that a client may choose freely; None if there is none."""
    schemas = schemas_at(media.schema, pointer) if media.schema else ()
    if not schemas or any(word in each.definition for each in schemas for word in _LIMITED):
        return None
    if isinstance(value, str) and _WORDS.fullmatch(value):
        return f"x{value}"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value + 1 if is_number else None


def _is_valid(media: MediaType, body: JSON) -> bool:
    return media.schema is not None and validator_for(media.schema).is_valid(body)
