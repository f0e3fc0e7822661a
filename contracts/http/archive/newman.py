"""The runs of Postman's command line, `newman run --reporters json`, as entries of an archive."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openapi.archives.reading import ARCHIVE, Lists
from openapi.json.types import JSON


def entry_of(execution: JSON) -> dict[str, JSON]:
    """Return a sent request and its answer as an entry; what cannot be read gives a broken one.

    It is an item of `run.executions`; newman has decoded its body.
    """
    try:
        return _entry(execution)
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}


def _entry(execution: Mapping[str, Any]) -> dict[str, JSON]:
    sent, received = execution["request"], execution.get("response") or {}
    data = (received.get("stream") or {}).get("data")
    content: dict[str, JSON] = {"mimeType": ""}
    if data is not None:
        text = b64encode(bytes(data)).decode()
        content |= {"text": text, "encoding": "base64", "size": len(data)}
    return {
        "time": received.get("responseTime"),
        "request": {
            "method": sent["method"],
            "url": _url(sent["url"]),
            "headers": _fields(sent.get("header")),
            **_posted(sent.get("body")),
        },
        "response": {
            "status": received.get("code") or 0,
            "statusText": received.get("status") or "",
            "headers": _fields(received.get("header")),
            "content": content,
        },
    }


def _url(parts: Mapping[str, Any]) -> str:
    port = f":{parts['port']}" if parts.get("port") else ""
    path = "/".join(parts.get("path") or ())
    query = "&".join(
        each["key"] if each.get("value") is None else f"{each['key']}={each['value']}"
        for each in _used(parts.get("query"))
    )
    host = ".".join(parts["host"])
    return f"{parts.get('protocol') or 'http'}://{host}{port}/{path}{query and f'?{query}'}"


def _fields(found: Sequence[Mapping[str, Any]] | None) -> list[JSON]:
    return [{"name": each["key"], "value": each.get("value")} for each in _used(found)]


def _used(found: Sequence[Mapping[str, Any]] | None) -> Iterator[Mapping[str, Any]]:
    """Yield what a person has not switched off in Postman."""
    yield from (each for each in found or () if not each.get("disabled"))


def _posted(body: Mapping[str, Any] | None) -> dict[str, JSON]:
    mode = (body or {}).get("mode")
    if not body or not mode or not body.get(mode):
        return {}
    if mode == "raw":
        return {"postData": {"mimeType": "", "text": body["raw"]}}
    if mode == "urlencoded":
        fields = _fields(body["urlencoded"])
        return {"postData": {"mimeType": "application/x-www-form-urlencoded", "params": fields}}
    # Forms with files, and files: what was sent is not in the report.
    return {"postData": {"mimeType": ""}}


RECORDINGS: Lists = {**ARCHIVE, "run": ("executions", entry_of)}
"""Where the entries of an archive are, and those of a run of newman."""
