"""The parameters of an operation, and the headers of an answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from openapi.contract import JSON_STYLE, Location, Parameter, Schema
from openapi.errors import DocumentError
from openapi.json.pointers import dereference, join, resolve
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.sources import parse_source
from openapi.loading.yaml import YamlFile
from openapi.routing.segments import PLACEHOLDER
from openapi.schema.types import examples_in

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LEFT_OUT = frozenset({"parameter-place", "remote-reference"})
"""The complaints after which a parameter is left out."""

_IGNORED_HEADERS = frozenset(
    {"accept", "authorization", "content-type",
     "accept-encoding", "connection", "content-length", "host", "keep-alive", "te", "trailer",
     "transfer-encoding", "upgrade"}
)  # fmt: skip
"""No parameters by OpenAPI 3.0.3; and those that clients set by themselves."""
_STYLES = {
    Location.PATH: "simple",
    Location.HEADER: "simple",
    Location.QUERY: "form",
    Location.COOKIE: "form",
}


class ParameterBuilder:
    """Builds the parameters of one document."""

    def __init__(self, file: YamlFile, complaints: Complaints) -> None:
        """Prepare to build. The file is a repaired document, its schemas in the newest dialect."""
        self._file = file
        self._complaints = complaints
        self._root: Mapping[str, JSON] = file.tree
        self._incomplete = {
            each.pointer.partition("/parameters/")[0]
            for each in complaints.all()
            if each.rule in _LEFT_OUT and "/parameters/" in each.pointer
        }
        """Pointers of operations and path items that a parameter was removed from."""

    @property
    def root(self) -> Mapping[str, JSON]:
        """The document, to resolve references."""
        return self._root

    def declared(
        self, item: Mapping[str, JSON], item_pointer: str, value: Mapping[str, JSON], pointer: str
    ) -> tuple[Parameter, ...]:
        """Return the parameters of an operation, those of its path item included.

        `item` is the path item, `value` the operation, each with its pointer.
        """
        found: dict[tuple[str, Location], Parameter] = {}
        for holder, at in ((item, item_pointer), (value, pointer)):
            own: set[tuple[str, str]] = set()
            for index, entry in enumerate(holder.get("parameters", ())):
                raw, place = dereference(self._root, entry, join(at, "parameters", index))
                if not raw.keys() >= {"name", "in"}:
                    continue  # it was removed by a repair, or refers to one that was
                location = Location(raw["in"])
                if (raw["name"], raw["in"]) in own:
                    twice = join(at, "parameters", index)
                    self._complaints.warn("parameter-twice", self._file, twice, DocumentError(
                        f"parameter {raw['name']!r} is declared twice",
                        where=partial(self._file.location, twice),
                        found=f"in {raw['in']}", hint="the last one counts"))  # fmt: skip
                own.add((raw["name"], raw["in"]))
                if location is Location.HEADER and raw["name"].lower() in _IGNORED_HEADERS:
                    continue
                if location is Location.HEADER and not self._is_header_name(
                    raw["name"], join(place, "name")
                ):
                    continue
                parameter = self.build(raw["name"], location, raw, place)
                found[parameter.name, location] = parameter
        return tuple(found.values())

    def has_unread(self, *holders: tuple[Mapping[str, JSON], str]) -> bool:
        """Whether an operation or its path item declares a parameter that was left out.

        `holders` are the operation and the path item, each with its pointer.
        """
        if any(pointer in self._incomplete for _, pointer in holders):
            return True
        entries = (entry for holder, _ in holders for entry in holder.get("parameters", ()))
        read = (dereference(self._root, entry)[0] for entry in entries)
        return not all(parameter.keys() >= {"name", "in"} for parameter in read)

    def for_path(
        self, path: str, method: str, pointer: str, parameters: tuple[Parameter, ...]
    ) -> tuple[Parameter, ...]:
        """Return parameters with the path parameters corrected to those of the path.

        `pointer` is that of the operation.
        """
        templated = [*dict.fromkeys(PLACEHOLDER.findall(path))]
        declared = {p.name for p in parameters if p.location is Location.PATH}
        if {*templated} == declared:
            return parameters
        missing = [name for name in templated if name not in declared]
        title = resolve(self._root, pointer).get("operationId") or f"{method} {path}"
        error = DocumentError(
            f"the path parameters of {title} are not those of its path",
            where=partial(self._file.location, pointer),
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

    def headers(self, holder: Mapping[str, JSON], pointer: str) -> Iterator[Parameter]:
        """Yield the headers of a response or of an encoding, which is at a pointer."""
        for name, entry in holder.get("headers", {}).items():
            if name.lower() == "content-type":
                continue  # `content` and `contentType` document it (OpenAPI 3.0.3)
            place = join(pointer, "headers", name)
            header, at = dereference(self._root, entry, place)
            if self._is_header_name(name, place):
                yield self.build(name, Location.HEADER, header, at)

    def _is_header_name(self, name: str, pointer: str) -> bool:
        """Whether a name is a valid header name (RFC 9110, 5.1 and 5.6.2); complain if not."""
        if _TOKEN.fullmatch(name) is not None:
            return True
        error = DocumentError(
            "this is not a header name",
            where=partial(self._file.location, pointer),
            found=name,
            allowed="letters, digits and !#$%&'*+-.^_`|~",
            hint="ignored; use the header's name as HTTP messages have it",
        )
        self._complaints.warn("header-name", self._file, pointer, error)
        return False

    def build(
        self, name: str, location: Location, raw: Mapping[str, JSON], pointer: str
    ) -> Parameter:
        """Return one parameter or header, from its object in the document."""
        holder, place, style = raw, join(pointer, "schema"), raw.get("style", _STYLES[location])
        if raw.get("content"):
            media, holder = next(iter(raw["content"].items()))
            place = join(pointer, "content", media, "schema")
            # The text of other media types is one text, whatever its schema.
            style = _STYLES[location] if media.startswith("text/plain") else JSON_STYLE
        schema, place = schema_in(self._root, holder, place)
        if location is Location.PATH and schema.get("default") == "":
            # A segment is never empty, so no request can have this value.
            schema = {key: value for key, value in schema.items() if key != "default"}
        examples = _examples(self._root, holder, schema)
        if location is Location.PATH:
            examples = tuple(value for value in examples if value != "")
        return Parameter(
            name=name,
            location=location,
            is_required=raw.get("required", False),
            schema=Schema(definition=schema, pointer=place, root=self._root),
            example=examples[0] if examples else None,
            examples=examples,
            style=style,
            explode=raw.get("explode", style == "form"),
            allows_empty=location is Location.QUERY and raw.get("allowEmptyValue") is True,
            allows_reserved=location is Location.QUERY and raw.get("allowReserved") is True,
            description=raw.get("description", ""),
            source=parse_source(raw.get("x-source")),
            environment=raw.get("x-environment", ""),
            pointer=pointer,
        )


def schema_in(
    root: JSON, holder: Mapping[str, JSON], pointer: str
) -> tuple[Mapping[str, JSON], str]:
    """Return the schema of a parameter or body, and its pointer; `{}` if it has none."""
    definition, at = dereference(root, holder.get("schema", {}), pointer)
    return (definition, at) if isinstance(definition, Mapping) else ({}, at)


def _examples(root: JSON, raw: Mapping[str, JSON], schema: Mapping[str, JSON]) -> tuple[JSON, ...]:
    if "example" in raw:
        return (raw["example"],)
    if raw.get("examples"):
        named = (dereference(root, entry)[0] for entry in raw["examples"].values())
        return tuple(entry["value"] for entry in named if "value" in entry)
    return examples_in(schema)


def with_query(parameters: tuple[Parameter, ...], names: set[str]) -> tuple[Parameter, ...]:
    """Return parameters with the path parameters of these names moved to the query."""
    return tuple(
        replace(p, location=Location.QUERY, style="form", explode=True)
        if p.location is Location.PATH and p.name in names
        else p
        for p in parameters
    )
