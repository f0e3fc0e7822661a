"""The operations of a document, with everything they refer to resolved."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from openapi.contract import (
    JSON_STYLE,
    Example,
    Location,
    MediaType,
    Operation,
    Pagination,
    Parameter,
    Polling,
    RequestBody,
    Response,
    Schema,
)
from openapi.errors import DocumentError, ExtensionError, did_you_mean
from openapi.json.pointers import join, resolve
from openapi.json.references import dereference
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.rule_bindings import collect_rule_bindings, has_rules
from openapi.loading.servers import base_path_of, server_of
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile
from openapi.schema.types import examples_in

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DEFAULT_PAGE_SIZE = 25

_AFTER_PATH = re.compile(r"[?#]")
_BEYOND_PATHS = frozenset("?#")
_TEMPLATED = re.compile(r"\{([^{}/]+)\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# OpenAPI 3.0: parameters of these names are ignored, other parts of the document speak for them.
_IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
_STYLES = {
    Location.PATH: "simple",
    Location.HEADER: "simple",
    Location.QUERY: "form",
    Location.COOKIE: "form",
}


class OperationBuilder:
    """Builds the operations of one document."""

    def __init__(
        self,
        file: YamlFile,
        api: str,
        security_schemes: Container[str],
        complaints: Complaints,
    ) -> None:
        """Prepare to build.

        Args:
            file: A repaired document, its schemas in the newest dialect.
            api: The API's short name.
            security_schemes: The declared ones.
            complaints: Where what contradicts itself is put down.
        """
        self._file = file
        self._schemes = security_schemes
        self._complaints = complaints
        self._root: Mapping[str, JSON] = file.tree
        self._api = api
        self._has_rules = has_rules(file.tree)

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in the order of the document.

        Raises:
            DocumentError: An operation contradicts itself.
            ExtensionError: A pagination or polling names what the operation does not have.
        """
        found: dict[str, Operation] = {}
        routes: dict[tuple[str, str], str] = {}
        paths: dict[str, str] = {}
        for path, value in self._root["paths"].items():
            if path.startswith("x-"):
                continue
            at = join("/paths", path)
            route = self._route(path, at)
            template = _TEMPLATED.sub("{}", route)
            if route == path and paths.setdefault(template, path) != path:
                self._complaints.warn("similar-paths", self._file, at, DocumentError(
                    "two paths differ in nothing but the names of their parameters",
                    where=self._file.location(at), found=f"{path} and {paths[template]}",
                    hint="put their operations under one of them"))  # fmt: skip
            item, pointer = dereference(self._root, value, at)
            for method in METHODS:
                if method not in item:
                    continue
                if routes.setdefault((template, method), path) != path:
                    error = DocumentError(
                        "two operations have one route",
                        where=self._file.location(join(pointer, method)),
                        found=f"{method.upper()} {path} and {routes[template, method]}",
                        allowed="one operation for each method and path",
                        hint="leave one of them out",
                    )
                    is_plain = _BEYOND_PATHS.isdisjoint(path + routes[template, method])
                    tell = self._complaints.fail if is_plain else self._complaints.warn
                    tell("same-route", self._file, join(pointer, method), error)
                    continue
                operation = self._operation(route, method, item, pointer, path)
                operation = self._with_own_id(operation, found)
                found[operation.id] = operation
        return tuple(found.values())

    def _route(self, path: str, at: str) -> str:
        """Return the path that a request for a key of `paths` has: no query, no fragment."""
        route = _AFTER_PATH.split(path, maxsplit=1)[0]
        if route != path:
            error = DocumentError(
                "a path holds a query or a fragment",
                where=self._file.location(at),
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
            f"operationId {operation.id!r} stands twice",
            where=self._file.location(operation.pointer),
            hint="give each operation an id of its own",
        )
        self._complaints.warn("operation-id", self._file, operation.pointer, error)
        return replace(operation, id=own)

    def _operation(
        self,
        path: str,
        method: str,
        item: Mapping[str, JSON],
        item_pointer: str,
        key: str,
    ) -> Operation:
        pointer = join(item_pointer, method)
        value = item[method]
        declared = self._parameters(item, item_pointer, value, pointer)
        if key != path:
            declared = _with_query(
                declared, {*_TEMPLATED.findall(key)} - {*_TEMPLATED.findall(path)}
            )
        parameters = self._of_path(path, method, pointer, declared)
        operation = Operation(
            api=self._api,
            id=value.get("operationId") or f"{method.upper()} {key}",
            method=method.upper(),
            path=path,
            summary=value.get("summary", ""),
            parameters=parameters,
            request_body=self._request_body(value, pointer),
            responses=tuple(self._responses(value, pointer)),
            security=self._security(value, method, path, pointer),
            pagination=_pagination(value.get("x-pagination")),
            polling=_polling(value.get("x-polling")),
            source=parse_source(value.get("x-source")),
            pointer=pointer,
            base_path=self._own_base_path(item, item_pointer, value, pointer),
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

    def _of_path(
        self, path: str, method: str, pointer: str, parameters: tuple[Parameter, ...]
    ) -> tuple[Parameter, ...]:
        """Return parameters whose path parameters are those of the path."""
        templated = [*dict.fromkeys(_TEMPLATED.findall(path))]
        declared = {p.name for p in parameters if p.location is Location.PATH}
        if {*templated} == declared:
            return parameters
        missing = [name for name in templated if name not in declared]
        title = resolve(self._root, pointer).get("operationId") or f"{method.upper()} {path}"
        error = DocumentError(
            f"the path parameters of {title} are not those of its path",
            where=self._file.location(pointer),
            found=", ".join(sorted(declared)) or "none declared",
            allowed=", ".join(sorted(templated)) or "none",
            hint="declare each {name} of the path as a parameter in: path",
        )
        self._complaints.warn("path-parameter", self._file, pointer, error)
        kept = [p for p in parameters if p.location is not Location.PATH or p.name in templated]
        made = (self._undeclared(name, pointer) for name in missing)
        return (*kept, *made)

    def _undeclared(self, name: str, pointer: str) -> Parameter:
        schema = Schema(definition={"type": "string"}, pointer=pointer, root=self._root)
        return Parameter(
            name=name,
            location=Location.PATH,
            is_required=True,
            schema=schema,
            style="simple",
            explode=False,
            pointer=pointer,
        )

    def _security(
        self, value: Mapping[str, JSON], method: str, path: str, pointer: str
    ) -> tuple[tuple[str, ...], ...]:
        """Return the alternatives, without the ones that name what is not declared."""
        found = []
        asked = value.get("security", self._root.get("security", ()))
        for alternative in asked:
            unknown = [name for name in alternative if name not in self._schemes]
            for name in unknown:
                where = join(pointer, "security")
                title = value.get("operationId") or f"{method.upper()} {path}"
                error = DocumentError(
                    f"{title} asks for a security scheme that is not declared",
                    where=self._file.location(where),
                    found=name,
                    allowed="a name under components.securitySchemes",
                    hint="ignored",
                )
                self._complaints.warn("security-scheme", self._file, where, error)
            if not unknown:
                found.append(tuple(alternative))
        return tuple(found)

    def _with_known_names(self, operation: Operation) -> Operation:
        """Return an operation without extensions that name parameters which it does not have."""
        query = [p.name for p in operation.parameters if p.location is Location.QUERY]
        every = [p.name for p in operation.parameters]
        if operation.pagination:
            asked = (operation.pagination.offset, operation.pagination.limit)
            if not self._all_known(operation, "x-pagination", asked, query):
                operation = replace(operation, pagination=None)
        polling = operation.polling
        if polling and not self._all_known(operation, "x-polling", polling.identity, every):
            operation = replace(operation, polling=None)
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
                where=self._file.location(at),
                found=name,
                allowed=", ".join(names) or "no parameters are declared",
                hint="ignored",
            )
            self._complaints.warn("extension", self._file, at, error)
            return False
        return True

    def _parameters(
        self, item: Mapping[str, JSON], item_pointer: str, value: Mapping[str, JSON], pointer: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, Location], Parameter] = {}
        for holder, at in ((item, item_pointer), (value, pointer)):
            own: set[tuple[str, str]] = set()
            for index, entry in enumerate(holder.get("parameters", ())):
                raw, place = dereference(self._root, entry, join(at, "parameters", index))
                if not raw.keys() >= {"name", "in"}:
                    continue  # what could not be read, or a reference to it
                location = Location(raw["in"])
                if (raw["name"], raw["in"]) in own:
                    twice = join(at, "parameters", index)
                    self._complaints.warn("parameter-twice", self._file, twice, DocumentError(
                        f"parameter {raw['name']!r} stands twice", where=self._file.location(twice),
                        found=f"in {raw['in']}", hint="the last one counts"))  # fmt: skip
                own.add((raw["name"], raw["in"]))
                if location is Location.HEADER and raw["name"].lower() in _IGNORED_HEADERS:
                    continue
                if location is Location.HEADER and not self._is_header_name(
                    raw["name"], join(place, "name")
                ):
                    continue
                parameter = self._parameter(raw["name"], location, raw, place)
                found[parameter.name, location] = parameter
        return tuple(found.values())

    def _parameter(
        self, name: str, location: Location, raw: Mapping[str, JSON], pointer: str
    ) -> Parameter:
        holder, place, style = raw, join(pointer, "schema"), raw.get("style", _STYLES[location])
        if "content" in raw:
            media, holder = next(iter(raw["content"].items()))
            place, style = join(pointer, "content", media, "schema"), JSON_STYLE
        schema, place = self._schema(holder, place)
        examples = self._parameter_examples(holder, schema)
        return Parameter(
            name=name,
            location=location,
            is_required=raw.get("required", False),
            schema=Schema(definition=schema, pointer=place, root=self._root),
            example=examples[0] if examples else None,
            examples=examples,
            style=style,
            explode=raw.get("explode", style == "form"),
            description=raw.get("description", ""),
            source=parse_source(raw.get("x-source")),
            environment=raw.get("x-environment", ""),
            pointer=pointer,
        )

    def _schema(self, holder: Mapping[str, JSON], pointer: str) -> tuple[Mapping[str, JSON], str]:
        """Return the schema of a parameter or body and its place; any value where it has none."""
        definition, at = dereference(self._root, holder.get("schema", {}), pointer)
        return (definition, at) if isinstance(definition, Mapping) else ({}, at)

    def _parameter_examples(
        self, raw: Mapping[str, JSON], schema: Mapping[str, JSON]
    ) -> tuple[JSON, ...]:
        if "example" in raw:
            return (raw["example"],)
        if raw.get("examples"):
            named = (dereference(self._root, entry)[0] for entry in raw["examples"].values())
            return tuple(entry["value"] for entry in named if "value" in entry)
        return examples_in(schema)

    def _request_body(self, value: Mapping[str, JSON], pointer: str) -> RequestBody | None:
        if "requestBody" not in value:
            return None
        body, place = dereference(self._root, value["requestBody"], join(pointer, "requestBody"))
        return RequestBody(
            is_required=body.get("required", False),
            media_types=tuple(self._media_types(body, place)),
        )

    def _responses(self, value: Mapping[str, JSON], pointer: str) -> Iterator[Response]:
        for status, entry in value.get("responses", {}).items():
            if status.startswith("x-"):
                continue
            response, place = dereference(self._root, entry, join(pointer, "responses", status))
            yield Response(
                status=str(status),
                description=response.get("description", ""),
                media_types=tuple(self._media_types(response, place)),
                headers=tuple(self._headers(response, place)),
                source=parse_source(response.get("x-source")),
                pointer=place,
            )

    def _headers(self, response: Mapping[str, JSON], pointer: str) -> Iterator[Parameter]:
        for name, entry in response.get("headers", {}).items():
            header, place = dereference(self._root, entry, join(pointer, "headers", name))
            if self._is_header_name(name, join(pointer, "headers", name)):
                yield self._parameter(name, Location.HEADER, header, place)

    def _is_header_name(self, name: str, pointer: str) -> bool:
        """Whether a message can carry a name (RFC 9110, 5.1 and 5.6.2); else complain."""
        if _TOKEN.fullmatch(name) is not None:
            return True
        error = DocumentError(
            "this is not the name of a header",
            where=self._file.location(pointer),
            found=name,
            allowed="letters, digits and !#$%&'*+-.^_`|~",
            hint="ignored; name the header as it stands in messages",
        )
        self._complaints.warn("header-name", self._file, pointer, error)
        return False

    def _media_types(self, holder: Mapping[str, JSON], pointer: str) -> Iterator[MediaType]:
        for name, entry in holder.get("content", {}).items():
            place = join(pointer, "content", name)
            schema = None
            if "schema" in entry:
                definition, at = self._schema(entry, join(place, "schema"))
                schema = Schema(definition=definition, pointer=at, root=self._root)
            examples = tuple(self._examples(entry, schema, place))
            default = entry.get("x-default-example", examples[0].name if examples else "")
            if default and default not in [example.name for example in examples]:
                names = [example.name for example in examples]
                at = join(place, "x-default-example")
                error = ExtensionError(
                    f"x-default-example names no example{did_you_mean(default, names)}",
                    where=self._file.location(at),
                    found=default,
                    allowed=", ".join(names),
                )
                self._complaints.warn("extension", self._file, at, error)
                default = examples[0].name if examples else ""
            yield MediaType(
                name=name,
                schema=schema,
                examples=examples,
                default_example=default,
                rules=collect_rule_bindings(schema, self._file)
                if schema and self._has_rules
                else (),
            )

    def _examples(
        self, entry: Mapping[str, JSON], schema: Schema | None, pointer: str
    ) -> Iterator[Example]:
        if "examples" in entry:
            for name, value in entry["examples"].items():
                example, place = dereference(self._root, value, join(pointer, "examples", name))
                if "value" in example:
                    yield Example(
                        name=name,
                        value=example["value"],
                        summary=example.get("summary", ""),
                        source=parse_source(example.get("x-source")),
                        pointer=place,
                    )
        elif "example" in entry:
            place = join(pointer, "example")
            yield Example(name="example", value=entry["example"], pointer=place)
        elif schema is not None and (found := examples_in(schema.definition)):
            key = "example" if "example" in schema.definition else "examples"
            yield Example(name="example", value=found[0], pointer=join(schema.pointer, key))


def _with_query(parameters: tuple[Parameter, ...], names: set[str]) -> tuple[Parameter, ...]:
    """Return parameters of which those with these names travel in the query, not in the path."""
    return tuple(
        replace(p, location=Location.QUERY, style="form", explode=True)
        if p.location is Location.PATH and p.name in names
        else p
        for p in parameters
    )


def _pagination(value: Mapping[str, JSON] | None) -> Pagination | None:
    if value is None:
        return None
    return Pagination(
        offset=value["offset"],
        limit=value["limit"],
        items=value["items"],
        key=value["key"],
        page_size=value.get("page-size", DEFAULT_PAGE_SIZE),
        links=value.get("links", ""),
    )


def _polling(value: Mapping[str, JSON] | None) -> Polling | None:
    if value is None:
        return None
    return Polling(
        terminal_expression=value["terminal"],
        identity=tuple(value.get("identity", ())),
        items=value.get("items", ""),
        key=value.get("key", ""),
    )
