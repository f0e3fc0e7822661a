"""The operations of a document, with everything they refer to resolved."""

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

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
from openapi.json.pointers import join
from openapi.json.references import dereference
from openapi.loading.rule_bindings import collect_rule_bindings
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile

JSON = Any

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
DEFAULT_PAGE_SIZE = 25

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

    def __init__(self, file: YamlFile, api: str, security_schemes: Container[str]) -> None:
        self._file = file
        self._schemes = security_schemes
        self._root: Mapping[str, JSON] = file.tree
        self._api = api

    def operations(self) -> tuple[Operation, ...]:
        """Return the operations in the order of the document.

        Raises:
            DocumentError: An operation contradicts itself.
            ExtensionError: A pagination or polling names what the operation does not have.
        """
        found: dict[str, Operation] = {}
        paths: dict[str, str] = {}
        for path, value in self._root["paths"].items():
            if path.startswith("x-"):
                continue
            first = paths.setdefault(_TEMPLATED.sub("{}", path), path)
            if first != path:
                raise DocumentError(
                    "two paths differ in nothing but the names of their parameters",
                    where=self._file.location(join("/paths", path)),
                    found=f"{path} and {first}",
                    advice="put their operations under one of them",
                )
            item, pointer = dereference(self._root, value, join("/paths", path))
            for method in METHODS:
                if method in item:
                    operation = self._operation(path, method, item, pointer)
                    if operation.id in found:
                        where = self._file.location(operation.pointer)
                        raise DocumentError(
                            f"operationId {operation.id!r} stands twice",
                            where=where,
                            advice="give each operation an id of its own",
                        )
                    found[operation.id] = operation
        return tuple(found.values())

    def _operation(
        self, path: str, method: str, item: Mapping[str, JSON], item_pointer: str
    ) -> Operation:
        pointer = join(item_pointer, method)
        value = item[method]
        parameters = self._parameters(item, item_pointer, value, pointer)
        operation = Operation(
            api=self._api,
            id=value.get("operationId") or f"{method.upper()} {path}",
            method=method.upper(),
            path=path,
            summary=value.get("summary", ""),
            parameters=parameters,
            request_body=self._request_body(value, pointer),
            responses=tuple(self._responses(value, pointer)),
            security=tuple(
                tuple(alternative)
                for alternative in value.get("security", self._root.get("security", ()))
            ),
            pagination=_pagination(value.get("x-pagination")),
            polling=_polling(value.get("x-polling")),
            source=parse_source(value.get("x-source")),
            pointer=pointer,
        )
        self._check(operation)
        return operation

    def _check(self, operation: Operation) -> None:
        templated = set(_TEMPLATED.findall(operation.path))
        declared = {p.name for p in operation.parameters if p.location is Location.PATH}
        if templated != declared:
            raise DocumentError(
                f"the path parameters of {operation.id} are not those of its path",
                where=self._file.location(operation.pointer),
                found=", ".join(sorted(declared)) or "none declared",
                allowed=", ".join(sorted(templated)) or "none",
                advice="declare each {name} of the path as a parameter in: path",
            )
        for name in (scheme for schemes in operation.security for scheme in schemes):
            if name not in self._schemes:
                raise DocumentError(
                    f"{operation.id} asks for a security scheme that is not declared",
                    where=self._file.location(join(operation.pointer, "security")),
                    found=name,
                    allowed="a name under components.securitySchemes",
                )
        if operation.pagination:
            query = [p.name for p in operation.parameters if p.location is Location.QUERY]
            for name in (operation.pagination.offset, operation.pagination.limit):
                self._check_parameter_name(operation, "x-pagination", name, query)
        if operation.polling:
            names = [p.name for p in operation.parameters]
            for name in operation.polling.identity:
                self._check_parameter_name(operation, "x-polling", name, names)

    def _check_parameter_name(
        self, operation: Operation, extension: str, name: str, names: list[str]
    ) -> None:
        if name not in names:
            raise ExtensionError(
                f"{extension} names a parameter that {operation.id} does not have"
                f"{did_you_mean(name, names)}",
                where=self._file.location(f"{operation.pointer}/{extension}"),
                found=name,
                allowed=", ".join(names) or "no parameters are declared",
            )

    def _parameters(
        self, item: Mapping[str, JSON], item_pointer: str, value: Mapping[str, JSON], pointer: str
    ) -> tuple[Parameter, ...]:
        found: dict[tuple[str, Location], Parameter] = {}
        for holder, at in ((item, item_pointer), (value, pointer)):
            for index, entry in enumerate(holder.get("parameters", ())):
                raw, place = dereference(self._root, entry, join(at, "parameters", index))
                location = Location(raw["in"])
                if location is Location.HEADER and raw["name"].lower() in _IGNORED_HEADERS:
                    continue
                if location is Location.HEADER:
                    self._refuse_header_name(raw["name"], join(place, "name"))
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
        schema, place = dereference(self._root, holder.get("schema", {}), place)
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

    def _parameter_examples(
        self, raw: Mapping[str, JSON], schema: Mapping[str, JSON]
    ) -> tuple[JSON, ...]:
        if "example" in raw:
            return (raw["example"],)
        if raw.get("examples"):
            named = (dereference(self._root, entry)[0] for entry in raw["examples"].values())
            return tuple(entry["value"] for entry in named if "value" in entry)
        return (schema["example"],) if "example" in schema else ()

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
            self._refuse_header_name(name, join(pointer, "headers", name))
            yield self._parameter(name, Location.HEADER, header, place)

    def _refuse_header_name(self, name: str, pointer: str) -> None:
        """Refuse a name that no message can carry (RFC 9110, 5.1 and 5.6.2)."""
        if _TOKEN.fullmatch(name) is None:
            raise DocumentError(
                "this is not the name of a header",
                where=self._file.location(pointer),
                found=name,
                allowed="letters, digits and !#$%&'*+-.^_`|~",
                advice="name the header as it stands in messages",
            )

    def _media_types(self, holder: Mapping[str, JSON], pointer: str) -> Iterator[MediaType]:
        for name, entry in holder.get("content", {}).items():
            place = join(pointer, "content", name)
            schema = None
            if "schema" in entry:
                definition, at = dereference(self._root, entry["schema"], join(place, "schema"))
                schema = Schema(definition=definition, pointer=at, root=self._root)
            examples = tuple(self._examples(entry, schema, place))
            default = entry.get("x-default-example", examples[0].name if examples else "")
            if default and default not in [example.name for example in examples]:
                names = [example.name for example in examples]
                raise ExtensionError(
                    f"x-default-example names no example{did_you_mean(default, names)}",
                    where=self._file.location(join(place, "x-default-example")),
                    found=default,
                    allowed=", ".join(names),
                )
            yield MediaType(
                name=name,
                schema=schema,
                examples=examples,
                default_example=default,
                rules=collect_rule_bindings(schema, self._file) if schema else (),
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
        elif schema is not None and "example" in schema.definition:
            place = join(schema.pointer, "example")
            yield Example(name="example", value=schema.definition["example"], pointer=place)


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
