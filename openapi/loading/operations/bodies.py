"""The request body and the answers of an operation."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import unquote

from openapi.contract import Example, Link, MediaType, RequestBody, Response, Schema
from openapi.errors import ExtensionError, did_you_mean
from openapi.json.pointers import dereference, join, resolve
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.operations.encodings import encodings, value_of_text
from openapi.loading.operations.parameters import ParameterBuilder, schema_in
from openapi.loading.operations.rule_bindings import collect_rule_bindings
from openapi.loading.sources import parse_source
from openapi.loading.upgrading.direction import Direction
from openapi.loading.yaml import YamlFile
from openapi.schema.types import examples_in


class BodyBuilder:
    """Builds the request bodies and answers of one document."""

    def __init__(
        self,
        file: YamlFile,
        parameters: ParameterBuilder,
        complaints: Complaints,
        trees: Mapping[Direction, Mapping[str, JSON]],
        *,
        has_rules: bool,
    ) -> None:
        """Prepare to build.

        `trees` are the document as messages of each direction see it. Most documents have no rules
        (`has_rules`), and their schemas are not walked.
        """
        self._file = file
        self._parameters = parameters
        self._complaints = complaints
        self._root: Mapping[str, JSON] = file.tree
        self._trees = trees
        self._has_rules = has_rules

    def request_body(self, value: Mapping[str, JSON], pointer: str) -> RequestBody | None:
        """Return the request body of an operation, if it has one."""
        if "requestBody" not in value:
            return None
        body, place = dereference(self._root, value["requestBody"], join(pointer, "requestBody"))
        return RequestBody(
            is_required=body.get("required", False),
            media_types=tuple(self._media_types(body, place, Direction.REQUEST)),
        )

    def responses(self, value: Mapping[str, JSON], pointer: str) -> Iterator[Response]:
        """Yield the answers of an operation, in the order of the document."""
        for status, entry in value.get("responses", {}).items():
            if status.startswith("x-"):
                continue
            response, place = dereference(self._root, entry, join(pointer, "responses", status))
            yield Response(
                status=str(status),
                description=response.get("description", ""),
                media_types=tuple(self._media_types(response, place, Direction.ANSWER)),
                headers=tuple(self._parameters.headers(response, place)),
                source=parse_source(response.get("x-source")),
                pointer=place,
                links=tuple(self._links(response)),
            )

    def _links(self, response: Mapping[str, JSON]) -> Iterator[Link]:
        """Yield the links of an answer that refer to an operation of this document."""
        found = response.get("links")
        for name, entry in found.items() if isinstance(found, Mapping) else ():
            try:
                link, _ = dereference(self._root, entry)
            except (KeyError, ValueError):
                continue
            if not isinstance(link, Mapping):
                continue
            operation, reference = link.get("operationId"), link.get("operationRef")
            parameters = link.get("parameters")
            is_local = isinstance(reference, str) and reference.startswith("#/")
            if isinstance(operation, str) or is_local:
                yield Link(
                    name=str(name),
                    operation=operation if isinstance(operation, str) else "",
                    pointer=unquote(str(reference)[1:]) if is_local else "",
                    parameters=parameters if isinstance(parameters, Mapping) else {},
                )

    def _media_types(
        self, holder: Mapping[str, JSON], pointer: str, direction: Direction
    ) -> Iterator[MediaType]:
        for name, entry in holder.get("content", {}).items():
            place = join(pointer, "content", name)
            schema = None
            if "schema" in entry:
                schema = self._schema(entry, join(place, "schema"), direction)
            examples = tuple(self._examples(entry, schema, place, name))
            default = entry.get("x-default-example", examples[0].name if examples else "")
            if default and default not in [example.name for example in examples]:
                names = [example.name for example in examples]
                at = join(place, "x-default-example")
                error = ExtensionError(
                    f"x-default-example names no example{did_you_mean(default, names)}",
                    where=partial(self._file.location, at),
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
                encoding=tuple(encodings(name, entry, schema, self._parameters, place))
                if direction is Direction.REQUEST
                else (),
                external_example="" if examples else self._external_example(entry),
            )

    def _external_example(self, entry: Mapping[str, JSON]) -> str:
        named = (dereference(self._root, each)[0] for each in entry.get("examples", {}).values())
        found = (each.get("externalValue") for each in named if isinstance(each, Mapping))
        return next((value for value in found if isinstance(value, str)), "")

    def _schema(self, holder: Mapping[str, JSON], pointer: str, direction: Direction) -> Schema:
        """Return the schema of a body in one direction."""
        definition, at = schema_in(self._root, holder, pointer)
        tree = self._trees[direction]
        if tree is not self._root and definition:
            definition = resolve(tree, at)
        return Schema(definition=definition, pointer=at, root=tree)

    def _examples(
        self, entry: Mapping[str, JSON], schema: Schema | None, pointer: str, media_type: str
    ) -> Iterator[Example]:
        for example in self._written_examples(entry, schema, pointer):
            value = value_of_text(example.value, schema, media_type)
            yield example if value is example.value else replace(example, value=value)

    def _written_examples(
        self, entry: Mapping[str, JSON], schema: Schema | None, pointer: str
    ) -> Iterator[Example]:
        if "examples" in entry:
            for name, value in entry["examples"].items():
                example, place = dereference(self._root, value, join(pointer, "examples", name))
                if "value" in example:
                    yield Example(
                        name=name,
                        value=self._meant(example["value"]),
                        summary=example.get("summary", ""),
                        source=parse_source(example.get("x-source")),
                        pointer=place,
                    )
        elif "example" in entry:
            place = join(pointer, "example")
            yield Example(name="example", value=self._meant(entry["example"]), pointer=place)
        elif schema is not None and (found := examples_in(schema.definition)):
            key = "example" if "example" in schema.definition else "examples"
            value = self._meant(found[0])
            yield Example(name="example", value=value, pointer=join(schema.pointer, key))

    def _meant(self, value: JSON) -> JSON:
        """Return the value of an example that is nothing but a reference into the document.

        OpenAPI knows no such reference: an example is data. Published documents have it all the
        same, and mean the value, or the value of the example, that it refers to.
        """
        reference = value.get("$ref") if isinstance(value, Mapping) and len(value) == 1 else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return value
        try:
            found, pointer = dereference(self._root, value)
        except KeyError:
            return value
        is_example = pointer.startswith("/components/examples/") and isinstance(found, Mapping)
        return found["value"] if is_example and "value" in found else found
