"""Builds a request from typed values of parameters, serialised as the contract states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from contracts.http.messages.exchange import Request
from contracts.http.requests.bodies import is_json_name
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from openapi.contract import Location, Operation, Parameter
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.parameters.forms import content_type_of, is_form, write_form
from openapi.parameters.serialization import encode_parameter, fill_path, serialize_parameter
from openapi.schema.examples import generate_example

USER_AGENT = "contracts (Specimen)"
_ANY_SEGMENT = "text"


class UncomposableError(ValueError):
    """No request can be built from the documents; the message says why, one clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestValues:
    """The parameters of one request, typed; those that are not sent are absent."""

    # Values by location and name.
    given: Mapping[tuple[Location, str], JSON] = field(default_factory=dict)
    body: JSON = None  # the body as a JSON value
    media_type: str = ""  # the media type of the body; empty if there is no body


def value_for(parameter: Parameter, credentials: Credentials) -> JSON:
    """Return the value to send for a parameter: live, known, documented or generated.

    Raises:
        UncomposableError: There is none, and none can be generated from the schema.
    """
    live = credentials.parameters.get((parameter.location, parameter.name))
    if live is not None:
        return live
    if parameter.name in credentials.known:
        return credentials.known[parameter.name][0]
    if parameter.example is not None:
        return parameter.example
    try:
        value = generate_example(parameter.schema)
    except ValueError as error:
        raise UncomposableError(str(error)) from error
    if value in ("", None) and parameter.location is Location.PATH:
        # A segment of a path has at least one character; null is what fits any schema.
        allowed = parameter.schema.definition.get("enum")
        values = allowed if isinstance(allowed, list) else ()
        instead = _ANY_SEGMENT if value is None else value
        return next((each for each in values if each not in ("", None)), instead)
    return value


def build_request(
    operation: Operation, values: RequestValues, target: Target, credentials: Credentials
) -> Request:
    """Return a request with `values`.

    Raises:
        UncomposableError: A path parameter has no value, or a value cannot be written.
    """
    try:
        return _composed(operation, values, target, credentials)
    except ValueError as error:
        raise UncomposableError(str(error)) from error


def _composed(
    operation: Operation, values: RequestValues, target: Target, credentials: Credentials
) -> Request:
    sent = _serialized(operation, values)
    path = dict(sent[Location.PATH])
    if any(not path.get(p.name) for p in operation.parameters if p.location is Location.PATH):
        message = f"a path parameter of {operation.id} has no value"
        raise ValueError(message)
    headers = [
        ("User-Agent", USER_AGENT),
        ("Accept", plain_accept(operation)),
        *sent[Location.HEADER],
    ]
    if sent[Location.COOKIE]:
        headers.append(("Cookie", "; ".join(f"{n}={v}" for n, v in sent[Location.COOKIE])))
    if values.media_type:
        headers.append(("Content-Type", content_type_of(values.media_type)))
    query = "&".join(
        [f"{n}={v}" for n, v in sent[Location.QUERY]]
        + ([encode_query(credentials.query)] if credentials.query else [])
    )
    template = target.contract.path_of(operation)
    return Request(
        method=operation.method,
        origin=target.origin,
        target=fill_path(template, path) + (f"?{query}" if query else ""),
        headers=with_headers(headers, credentials.headers),
        body=_body(operation, values),
    )


def _body(operation: Operation, values: RequestValues) -> bytes:
    if is_form(values.media_type):
        documented = operation.request_body.media_types if operation.request_body else ()
        media = next((each for each in documented if each.name == values.media_type), None)
        given = (media.encoding, media.schema) if media is not None else ()
        return write_form(values.body, values.media_type, *given)
    if isinstance(values.body, str) and values.media_type and not is_json_name(values.media_type):
        return values.body.encode("utf-8", "replace")
    return dump_json(values.body) if values.media_type else b""


def _serialized(
    operation: Operation, values: RequestValues
) -> Mapping[Location, list[tuple[str, str]]]:
    """Return the names and texts of parameters by location, percent-encoded in URLs."""
    sent: dict[Location, list[tuple[str, str]]] = {location: [] for location in Location}
    for parameter in operation.parameters:
        key = (parameter.location, parameter.name)
        if key in values.given:
            is_in_url = parameter.location in (Location.PATH, Location.QUERY)
            write = encode_parameter if is_in_url else serialize_parameter
            pairs = write(parameter, values.given[key])
            if parameter.location is Location.PATH:
                # The template has the name as it is, the pairs have it encoded.
                pairs = [(parameter.name, text) for _, text in pairs]
            sent[parameter.location] += pairs
    return sent


def with_headers(
    headers: Sequence[tuple[str, str]], added: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return `headers` with `added` ones, which replace those of the same name."""
    names = {name.lower() for name, _ in added}
    kept = [(name, value) for name, value in headers if name.lower() not in names]
    return (*kept, *added)


def encode_query(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a raw query; all but the unreserved characters are percent-encoded."""
    return "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs)


def plain_accept(operation: Operation) -> str:
    """Return the `Accept` of documented requests: the media types of the success."""
    success = operation.success
    names = [media.name for media in success.media_types] if success else []
    return ", ".join([*names, "*/*;q=0.1"]) if names else "*/*"
