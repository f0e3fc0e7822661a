"""The operations of a document, with references resolved."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from openapi.contract import (
    Location,
    Operation,
    PageKind,
    Pagination,
    Polling,
    ResourceAction,
    ResourceUse,
)
from openapi.errors import DocumentError, ExtensionError, did_you_mean
from openapi.json.pointers import dereference, join
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.operations.bodies import BodyBuilder
from openapi.loading.operations.parameters import ParameterBuilder, with_query
from openapi.loading.operations.servers import base_path_of, server_of
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile
from openapi.routing.segments import PLACEHOLDER

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_ADDITIONAL = "additionalOperations"
_AFTER_PATH = re.compile(r"[?#]")

DEFAULT_PAGE_SIZE = 25
UNNAMED_CURSOR = "page-cursor"  # in `Link` headers, if the document names no cursor


def parse_pagination(value: Mapping[str, JSON] | None) -> Pagination | None:
    """Return the pagination of a valid `x-pagination`; None without one."""
    if value is None:
        return None
    kind = next((kind for kind in PageKind if kind in value), PageKind.CURSOR)
    return Pagination(
        kind=kind,
        position=value.get(kind, UNNAMED_CURSOR),
        limit=value.get("limit", ""),
        items=value["items"],
        key=value["key"],
        page_size=value.get("page-size", DEFAULT_PAGE_SIZE),
        first_page=value.get("first-page", 1),
        next=value.get("next", ""),
        next_header=value.get("next-header", "").lower(),
        links=value.get("links", ""),
        next_url=value.get("next-url", ""),
        previous_url=value.get("prev-url", ""),
        has_link_header=value.get("link-header", False),
    )


class OperationBuilder:
    """Builds the operations of one document."""

    def __init__(
        self,
        file: YamlFile,
        api: str,
        security_schemes: Container[str],
        bodies: BodyBuilder,
        complaints: Complaints,
    ) -> None:
        """Prepare to build.

        The file is a repaired document, its schemas in the newest dialect; `security_schemes` are
        the declared names.
        """
        self._file = file
        self._schemes = security_schemes
        self._complaints = complaints
        self._root: Mapping[str, JSON] = file.tree
        self._api = api
        self._parameters = ParameterBuilder(file, complaints)
        self._bodies = bodies

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in the order of the document.

        Raises:
            DocumentError: An operation contradicts itself.
            ExtensionError: A pagination or polling names a parameter that does not exist.
        """
        found: dict[str, Operation] = {}
        routes: dict[tuple[str, str], tuple[str, str]] = {}
        paths: dict[str, str] = {}
        for path, entry in self._root["paths"].items():
            if path.startswith("x-"):
                continue
            at = join("/paths", path)
            route = self._route(path, at)
            template = PLACEHOLDER.sub("{}", route)
            if route == path and paths.setdefault(template, path) != path:
                self._complaints.warn("similar-paths", self._file, at, DocumentError(
                    "two paths differ only in the names of their parameters",
                    where=partial(self._file.location, at), found=f"{path} and {paths[template]}",
                    hint="put their operations under one of them"))  # fmt: skip
            item, pointer = dereference(self._root, entry, at)
            for method, value, at_method in _operations_in(item, pointer):
                first = routes.setdefault((template, method), (path, at_method))
                if first != (path, at_method):
                    error = DocumentError(
                        "two operations have the same route",
                        where=partial(self._file.location, at_method),
                        found=f"{method} {path} and {first[0]}",
                        allowed="one operation for each method and path",
                        hint="the first one is served",
                    )
                    self._complaints.warn("same-route", self._file, at_method, error)
                    continue
                holders = ((item, pointer), (value, at_method))
                operation = self._operation(route, method, holders, path)
                operation = self._with_own_id(operation, found)
                found[operation.id] = operation
        return tuple(found.values())

    def _route(self, path: str, at: str) -> str:
        """Return the request path of a key of `paths`, without its query and fragment."""
        route = _AFTER_PATH.split(path, maxsplit=1)[0]
        if route != path:
            error = DocumentError(
                "a path contains a query or a fragment",
                where=partial(self._file.location, at),
                found=path,
                allowed="a path; what follows ? is described as parameters in: query",
                hint=f"read as {route or '/'}",
            )
            self._complaints.warn("path-query", self._file, at, error)
        return route or "/"

    def _with_own_id(self, operation: Operation, found: Container[str]) -> Operation:
        if operation.id not in found:
            return operation
        own = f"{operation.method} {operation.path}"
        error = DocumentError(
            f"operationId {operation.id!r} is used twice",
            where=partial(self._file.location, operation.pointer),
            hint="give each operation its own id",
        )
        self._complaints.warn("operation-id", self._file, operation.pointer, error)
        return replace(operation, id=own)

    def _operation(
        self,
        path: str,
        method: str,
        holders: tuple[tuple[Mapping[str, JSON], str], tuple[Mapping[str, JSON], str]],
        key: str,
    ) -> Operation:
        """Return an operation; `holders` are its path item and itself, each with its pointer."""
        (item, item_pointer), (value, pointer) = holders
        declared = self._parameters.declared(item, item_pointer, value, pointer)
        if key != path:
            declared = with_query(
                declared, {*PLACEHOLDER.findall(key)} - {*PLACEHOLDER.findall(path)}
            )
        parameters = self._parameters.for_path(path, method, pointer, declared)
        operation = Operation(
            api=self._api,
            id=value.get("operationId") or f"{method} {key}",
            method=method,
            path=path,
            summary=value.get("summary", ""),
            parameters=parameters,
            request_body=self._bodies.request_body(value, pointer),
            responses=tuple(self._bodies.responses(value, pointer)),
            security=self._security(value, method, path, pointer),
            pagination=parse_pagination(value.get("x-pagination")),
            polling=_polling(value.get("x-polling")),
            resource=_resource(value.get("x-resource")),
            source=parse_source(value.get("x-source")),
            pointer=pointer,
            base_path=self._own_base_path(item, item_pointer, value, pointer),
            tags=tuple(tag for tag in value.get("tags", ()) if isinstance(tag, str)),
            has_unread_parameters=self._parameters.has_unread(*holders),
        )
        return self._with_known_names(operation)

    def _own_base_path(
        self, item: Mapping[str, JSON], item_pointer: str, value: Mapping[str, JSON], pointer: str
    ) -> str | None:
        """Return the base path of an operation's own servers, or of its path's."""
        for holder, at in ((value, pointer), (item, item_pointer)):
            if holder.get("servers"):
                place = join(at, "servers", 0)
                server = server_of(self._file, holder["servers"][0], place, self._complaints)
                return base_path_of(server.url) if server else None
        return None

    def _security(
        self, value: Mapping[str, JSON], method: str, path: str, pointer: str
    ) -> tuple[tuple[str, ...], ...]:
        """Return the alternatives, without those that name an undeclared scheme."""
        found = []
        asked = value.get("security", self._root.get("security", ()))
        for alternative in asked:
            unknown = [name for name in alternative if name not in self._schemes]
            for name in unknown:
                where = join(pointer, "security")
                title = value.get("operationId") or f"{method} {path}"
                error = DocumentError(
                    f"{title} requires a security scheme that is not declared",
                    where=partial(self._file.location, where),
                    found=name,
                    allowed="a name under components.securitySchemes",
                    hint="ignored",
                )
                self._complaints.warn("security-scheme", self._file, where, error)
            if not unknown:
                found.append(tuple(alternative))
        return tuple(found)

    def _with_known_names(self, operation: Operation) -> Operation:
        """Return an operation without the extensions that name unknown parameters."""
        query = [p.name for p in operation.parameters if p.location is Location.QUERY]
        every = [p.name for p in operation.parameters]
        if operation.pagination:
            asked = sorted(operation.pagination.parameters - {UNNAMED_CURSOR})
            if not self._all_known(operation, "x-pagination", asked, query):
                operation = replace(operation, pagination=None)
        polling = operation.polling
        if polling and not self._all_known(operation, "x-polling", polling.identity, every):
            operation = replace(operation, polling=None)
        resource = operation.resource
        if resource and resource.parameter:
            known = self._all_known(operation, "x-resource", [resource.parameter], every)
            operation = operation if known else replace(operation, resource=None)
        return operation

    def _all_known(
        self, operation: Operation, extension: str, asked: Sequence[str], names: list[str]
    ) -> bool:
        for name in asked:
            if name in names:
                continue
            at = f"{operation.pointer}/{extension}"
            error = ExtensionError(
                f"{extension} names a parameter that {operation.id} does not have"
                f"{did_you_mean(name, names)}",
                where=partial(self._file.location, at),
                found=name,
                allowed=", ".join(names) or "no parameters are declared",
                hint="ignored",
            )
            self._complaints.warn("extension", self._file, at, error)
            return False
        return True


def _operations_in(
    item: Mapping[str, JSON], pointer: str
) -> Iterator[tuple[str, Mapping[str, JSON], str]]:
    """Yield method, value and pointer of each operation of a path item."""
    for name in METHODS:
        if name in item:
            yield name.upper(), item[name], join(pointer, name)
    for name, value in item.get(_ADDITIONAL, {}).items():
        yield name.upper(), value, join(pointer, _ADDITIONAL, name)


def _polling(value: Mapping[str, JSON] | None) -> Polling | None:
    if value is None:
        return None
    return Polling(
        terminal_expression=value["terminal"],
        identity=tuple(value.get("identity", ())),
        items=value.get("items", ""),
        key=value.get("key", ""),
    )


def _resource(value: Mapping[str, JSON] | None) -> ResourceUse | None:
    if value is None:
        return None
    return ResourceUse(
        name=value["name"],
        action=ResourceAction(value["action"]),
        key=value.get("key", ""),
        record=value.get("record"),
        parameter=value.get("parameter", ""),
    )
