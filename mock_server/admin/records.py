"""The records of a session as JSON: what the admin API exports and loads."""

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from mock_server.admin.controls import MockControl
from mock_server.answers.stateful.collections import UnknownOwnerError, collection_name
from mock_server.answers.stateful.recognition.paths import ResourcePaths
from mock_server.answers.stateful.recognition.resources import Resource
from mock_server.answers.stateful.seeds import ONLY
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.sessions.records import Collection, Record, Records, RecordsFullError, number_in
from openapi.contract import Schema
from openapi.errors import did_you_mean
from openapi.json.types import JSON
from openapi.routing.segments import segment_template
from openapi.schema.walk import walk

_MAX_NAMED = 200
_MAX_WORDS = 100
_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})

Exported = dict[str, dict[str, JSON]]  # records by API and path; of a single record, an object


def resources_json(controls: MockControl, session: str) -> list[JSON]:
    """Return the resources of every document, and which ones a session has changed."""
    records = controls.session(session).records
    return [
        {
            "api": contract.api,
            "path": paths.path,
            "single": paths.is_single,
            "changed": any(
                _values(paths, at) is not None for at, _ in records.of_api(contract.api)
            ),
        }
        for contract in controls.contracts
        for paths in controls.resources().paths_of(contract.api)
    ]


def unkept_json(controls: MockControl) -> list[JSON]:
    """Return the operations that could change something, and change no record.

    The schemas of the whole document are read for that, which takes seconds for a thousand paths.
    """
    find = controls.resources().of_operation
    return [
        {"api": contract.api, "method": each.method, "path": each.path}
        for contract in controls.contracts
        for each in contract.operations
        if each.method not in _READING and find(each) is None
    ]


def read_resources(controls: MockControl, paths: Iterable[str]) -> None:
    """Find out what resources have these paths, and their first records; it may take seconds."""
    for path in paths:
        for contract in controls.contracts:
            for resource, _ in _resources(controls, contract.api, path):
                controls.resources().prepare(resource)


def exported(controls: MockControl, session: str, path: str | None = None) -> Exported:
    """Return the records that a session has changed or loaded, or those of one path.

    Of a path such as `/owners/7/pets`, the first records are shown too.

    Raises:
        ToolProblem: No resource has this path.
    """
    records = controls.session(session).records
    if path is None:
        names = {each.api for each in controls.contracts}
        return {
            api: {at: _json(each) for at, each in records.of_api(api)}
            for api in sorted(names)
            if any(True for _ in records.of_api(api))
        }
    found: Exported = {}
    for api in (each.api for each in controls.contracts):
        for resource, values in _resources(controls, api, path):
            try:
                collection = controls.resources().collection(resource, values, records)
            except UnknownOwnerError:
                continue
            name = collection_name(resource, values).partition(" ")[2]
            found[api] = {name: _json(collection)}
    if not found:
        raise _unknown(controls, path, None)
    return found


def choices(controls: MockControl, path: str) -> dict[str, dict[str, list[str]]]:
    """Return the words that members of the records at a path may have, by API and member."""
    return {
        api: {name: words for name, schema in resource.names.items() if (words := _words(schema))}
        for api in (each.api for each in controls.contracts)
        for resource, _ in _resources(controls, api, path)
    }


def _words(schema: Schema) -> list[str]:
    """Return the texts that a schema allows by `enum`; none for another schema."""
    enums = [part.definition.get("enum") for steps, part in walk(schema) if not steps]
    words = [each for enum in enums if isinstance(enum, list) for each in enum]
    return [*dict.fromkeys(each for each in words if isinstance(each, str))][:_MAX_WORDS]


def load(controls: MockControl, session: str, sent: Mapping[str, JSON]) -> int:
    """Replace collections of a session by others; either all are loaded or none.

    `sent` has records by API and path, as they are exported. Return how many were loaded.

    Raises:
        ToolProblem: An API or path does not exist, a record has no identity or one that another
            record has, or there are too many.
    """
    owner = controls.ensure_session(session)
    records, count = owner.records, 0
    known = [each.api for each in controls.contracts]
    for api, collections in sent.items():
        if api not in known:
            message = f"there is no API {api[:80]!r}{did_you_mean(api, known)}"
            raise _invalid(message, known)
        for path, values in collections.items():
            found = next(_resources(controls, api, path), None)
            if found is None:
                raise _unknown(controls, path, api)
            collection = _collection(path, *found, values)
            records = _with(records, collection_name(*found), collection)
            count += len(collection.records)
    controls.state.sessions.change(owner, records=records)
    return count


def _with(records: Records, name: str, collection: Collection) -> Records:
    try:
        return records.with_collection(name, collection)
    except RecordsFullError as error:
        raise ToolProblem(
            400, ProblemId.RECORDS_FULL, f"Nothing is loaded: {error}.", advice="load fewer records"
        ) from error


def _collection(
    path: str, resource: Resource, _path: Mapping[str, JSON], values: JSON
) -> Collection:
    is_single = resource.paths.is_single
    if isinstance(values, dict) is not is_single:
        wanted = "one object" if is_single else "a list of objects"
        message = f"{path} has {wanted}, found {type(values).__name__}"
        raise _invalid(message)
    if is_single:
        return Collection.of({ONLY: Record.of(values)})
    found: dict[str, Record] = {}
    for index, value in enumerate(values):
        place = f"{path} record {index}"
        if not isinstance(value, dict):
            message = f"{place} is no object"
            raise _invalid(message)
        identity = resource.identity_of(value) if resource.key else str(index + 1)
        if identity is None:
            message = f"{place} has no text or integer at {resource.key}, which identifies it"
            raise _invalid(message)
        if identity in found:
            message = f"{place} has the identity {identity[:80]!r} of an earlier record"
            raise _invalid(message)
        found[identity] = Record.of(value)
    return Collection.of(found, last=max(map(number_in, found), default=0))


def _resources(
    controls: MockControl, api: str, path: str
) -> Iterator[tuple[Resource, Mapping[str, JSON]]]:
    """Yield the resource with a path, and the values of the path's parameters."""
    for paths in controls.resources().paths_of(api):
        values = _values(paths, path)
        resource = controls.resources().built(paths) if values is not None else None
        if resource is not None and values is not None:
            yield resource, values


def _values(paths: ResourcePaths, path: str) -> Mapping[str, JSON] | None:
    """Return the values of a template's parameters in a path; None if it is another path."""
    templates, parts = paths.path.split("/"), path.rstrip("/").split("/")
    if len(templates) != len(parts):
        return None
    values: dict[str, JSON] = {}
    for template, part in zip(templates, parts, strict=True):
        segment = segment_template(template)
        found = segment.match(unquote(part))
        if found is None:
            return None
        values |= dict(zip(segment.names, found, strict=True))
    return values


def _json(collection: Collection) -> JSON:
    if collection.records.keys() == {ONLY}:
        return collection.records[ONLY].value
    return [record.value for record in collection.records.values()]


def _unknown(controls: MockControl, path: str, api: str | None) -> ToolProblem:
    apis = [each.api for each in controls.contracts if api in (None, each.api)]
    known = [paths.path for each in apis for paths in controls.resources().paths_of(each)]
    message = f"no resource has the path {path[:_MAX_NAMED]!r}{did_you_mean(path, known)}"
    return _invalid(message, known, status=404 if api is None else 400)


def _invalid(message: str, available: list[str] | None = None, status: int = 400) -> ToolProblem:
    return ToolProblem(
        status,
        ProblemId.INVALID_RECORDS,
        f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?')) else '.'}",
        available=tuple(available or ()),
        advice="send the form that GET /__admin/records answers with",
    )
