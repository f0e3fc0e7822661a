"""Conversion of Swagger 2.0's operations: parameters, bodies and answers."""

from collections.abc import Callable, Mapping

from openapi.json.pointers import dereference, join
from openapi.json.types import JSON

_JSON = "application/json"
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_BINARY = "application/octet-stream"
_FORMS = frozenset({_URLENCODED, _MULTIPART})
_KEPT = frozenset({"name", "in", "description", "required", "allowEmptyValue", "deprecated"})
_OF_ITEMS = frozenset(
    {"type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum",
     "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
     "uniqueItems", "enum", "multipleOf", "title", "example", "schema", "$ref", "properties",
     "required", "allOf", "additionalProperties"}
)  # fmt: skip
_GONE = frozenset({"consumes", "produces", "parameters", "responses", "schemes"})
_DELIMITED = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
_FORMATS = frozenset({"csv", "ssv", "pipes", "multi"})


class OperationConverter:
    """Converts the operations of one document.

    Attributes:
        moves: Old pointer by new pointer of every moved value.
    """

    def __init__(self, root: Mapping[str, JSON], warn: Callable[[str, str], None]) -> None:
        """Prepare the conversion.

        `root` is the old document with converted schemas; `warn` gets the old pointer and a message
        about what has no counterpart.
        """
        self.moves: dict[str, str] = {}
        self._root = root
        self._warn = warn

    def convert(
        self, value: Mapping[str, JSON], at: str, was: str, shared: JSON, shared_at: str
    ) -> dict[str, JSON]:
        """Return one operation.

        `at` is the new pointer, `was` the old one; `shared` are the parameters of its path, which
        were at `shared_at`.
        """
        parameters = {
            **self._parameters(shared, shared_at),
            **self._parameters(value.get("parameters"), join(was, "parameters")),
        }
        result = {key: child for key, child in value.items() if key not in _GONE}
        plain = [found for found in parameters.values() if not _is_in_body(found[0])]
        if plain:
            result["parameters"] = []
        for index, (parameter, place) in enumerate(plain):
            pointer = join(at, "parameters", index)
            self.moves[pointer] = self.moves[join(pointer, "schema")] = place
            result["parameters"].append(self._parameter(parameter, place))
        body = self._body(
            [found for found in parameters.values() if _is_in_body(found[0])],
            self._types(value, "consumes"),
            join(at, "requestBody"),
        )
        if body:
            result["requestBody"] = body
        responses = value.get("responses")
        if isinstance(responses, Mapping):
            produced = self._types(value, "produces")
            result["responses"] = {
                status: self._response(
                    each, produced, join(at, "responses", status), join(was, "responses", status)
                )
                if isinstance(each, Mapping) and not status.startswith("x-")
                else each
                for status, each in responses.items()
            }
        return result

    def _types(self, value: Mapping[str, JSON], key: str) -> list[str]:
        """Return the media types of an operation; by default those of the document."""
        found = value[key] if key in value else self._root.get(key)
        return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []

    def _parameters(
        self, values: JSON, at: str
    ) -> dict[tuple[str, str], tuple[Mapping[str, JSON], str]]:
        found: dict[tuple[str, str], tuple[Mapping[str, JSON], str]] = {}
        for index, value in enumerate(values if isinstance(values, list) else ()):
            parameter, place = dereference(self._root, value, join(at, index))
            if isinstance(parameter, Mapping):
                name = "" if parameter.get("in") == "body" else str(parameter.get("name"))
                found[name, str(parameter.get("in"))] = (parameter, place)
        return found

    def _parameter(self, value: Mapping[str, JSON], place: str) -> dict[str, JSON]:
        result = {k: v for k, v in value.items() if k in _KEPT or k.startswith("x-")}
        schema = self._schema_of(value)
        result["schema"] = schema
        if "x-example" in value:
            result["example"] = value["x-example"]
        if schema.get("type") == "array":
            result |= self._style(value, place)
        return result

    def _style(self, value: Mapping[str, JSON], place: str) -> dict[str, JSON]:
        """Return style and explode of a list (`collectionFormat`)."""
        name = str(value.get("collectionFormat", "csv"))
        if name not in _FORMATS:
            self._warn(place, f"lists cannot be sent as {name!r} in OpenAPI 3")
        if value.get("in") not in ("query", "formData"):
            return {"style": "simple"}
        if name == "multi":
            return {"style": "form", "explode": True}
        return {"style": _DELIMITED.get(name, "form"), "explode": False}

    @staticmethod
    def _schema_of(value: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return the schema that a parameter, a header or a form field has among its own keys."""
        schema = value.get("schema")
        if isinstance(schema, Mapping):
            return dict(schema)
        own = {k: v for k, v in value.items() if k in _OF_ITEMS and k != "required"}
        if own.get("type") == "file":
            own |= {"type": "string", "format": "binary"}
        if value.get("x-nullable") is True:
            own["nullable"] = True
        if value.get("allowEmptyValue") is False and own.get("type") == "string":
            # It is also the default, but most documents without the word take empty texts.
            own["minLength"] = own.get("minLength") or 1
        return own

    def _body(
        self, found: list[tuple[Mapping[str, JSON], str]], consumed: list[str], at: str
    ) -> dict[str, JSON]:
        body = next((each for each in found if each[0].get("in") == "body"), None)
        if body is None:
            return self._form(found, consumed, at) if found else {}
        value, place = body
        self.moves[at] = place
        types = [each for each in consumed if each not in _FORMS] or consumed or [_JSON]
        media: dict[str, JSON] = {"schema": value.get("schema", {})}
        for name in types:
            self.moves[join(at, "content", name)] = place
        if isinstance(value.get("x-examples"), Mapping):
            shown = next(iter(value["x-examples"].values()), None)
            media |= {"example": shown} if shown is not None else {}
        result = {"content": {name: dict(media) for name in types}}
        return {**result, **_of_body(value)}

    def _form(
        self, found: list[tuple[Mapping[str, JSON], str]], consumed: list[str], at: str
    ) -> dict[str, JSON]:
        has_file = any(value.get("type") == "file" for value, _ in found)
        types = [each for each in consumed if each in _FORMS]
        if not types or (has_file and _MULTIPART not in types):
            types = [_MULTIPART if has_file else _URLENCODED]
        properties: dict[str, JSON] = {}
        encoding: dict[str, JSON] = {}
        for value, place in found:
            name = str(value.get("name"))
            schema = self._schema_of(value)
            if "description" in value:
                schema["description"] = value["description"]
            properties[name] = schema
            if schema.get("type") == "array":
                encoding[name] = self._style(value, place)
            for each in types:
                self.moves[join(at, "content", each, "schema", "properties", name)] = place
        required = [str(v.get("name")) for v, _ in found if v.get("required") is True]
        schema = {"type": "object", "properties": properties}
        schema |= {"required": required} if required else {}
        media = {"schema": schema, **({"encoding": encoding} if encoding else {})}
        self.moves[at] = found[0][1]
        result: dict[str, JSON] = {"content": {name: dict(media) for name in types}}
        return {**result, "required": True} if required else result

    def _response(
        self, value: Mapping[str, JSON], produced: list[str], at: str, was: str
    ) -> dict[str, JSON]:
        response, place = dereference(self._root, value, was)
        response = response if isinstance(response, Mapping) else {}
        if place != was:
            self.moves[at] = place
        keys = {"schema", "examples", "headers", "content"}
        result = {k: v for k, v in response.items() if k not in keys}
        examples = response.get("examples")
        examples = examples if isinstance(examples, Mapping) else {}
        schema = response.get("schema")
        named = [name for name in examples if "/" in name]
        # Swagger 2.0, Response Object: without a schema there is no content.
        if isinstance(schema, Mapping) or named:
            result["content"] = self._content(schema, examples, produced, at, place)
        headers = response.get("headers")
        if isinstance(headers, Mapping):
            result["headers"] = {
                name: self._header(header, join(at, "headers", name), join(place, "headers", name))
                for name, header in headers.items()
                if isinstance(header, Mapping)
            }
        return result

    def _content(
        self, schema: JSON, examples: Mapping[str, JSON], produced: list[str], at: str, place: str
    ) -> dict[str, JSON]:
        is_file = isinstance(schema, Mapping) and schema.get("format") == "binary"
        named = [name for name in examples if "/" in name and not (produced and "*" in name)]
        types = [*dict.fromkeys([*produced, *named])] or [_BINARY if is_file else _JSON]
        content: dict[str, JSON] = {}
        for name in types:
            pointer = join(at, "content", name)
            media: dict[str, JSON] = {}
            if isinstance(schema, Mapping):
                media["schema"] = schema
                self.moves[join(pointer, "schema")] = join(place, "schema")
            ranges = (name, f"{name.partition('/')[0]}/*", "*/*")
            shown = next((key for key in ranges if key in examples), None)
            if shown is not None:
                media["example"] = examples[shown]
                self.moves[join(pointer, "example")] = join(place, "examples", shown)
            content[name] = media
        return content

    def _header(self, value: Mapping[str, JSON], at: str, place: str) -> dict[str, JSON]:
        self.moves[join(at, "schema")] = place
        result = {k: v for k, v in value.items() if k == "description" or k.startswith("x-")}
        return {**result, "schema": self._schema_of(value)}


def _is_in_body(value: Mapping[str, JSON]) -> bool:
    return value.get("in") in ("body", "formData")


def _of_body(value: Mapping[str, JSON]) -> dict[str, JSON]:
    return {
        key: child
        for key, child in value.items()
        if key in {"description", "required"} or key.startswith("x-source")
    }
