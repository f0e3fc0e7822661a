"""Writes exchanges as the entries of an HTTP archive, one after the other.

This module is the only one of `contracts` that imports harfile, which writes the format and nothing
else. The exchanges are written while a run sends them, so a long run keeps none in memory, and a
run that is interrupted has written what it sent.
"""

import os
import threading
from base64 import b64encode
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import IO, Self
from urllib.parse import unquote_plus

import harfile

from contracts.errors import ReportError
from contracts.http.archive.notes import note_of
from contracts.http.messages.exchange import Exchange, Headers, Request, Response, header
from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchange

MAX_BODY = 8 * 1024 * 1024  # bytes of a body that are written; a run reads no more of an answer
APART = 10_000_000  # between the numbers of two recorders, whose exchanges count from 1 each


class ArchiveWriter:
    """An HTTP archive that is being written; complete and in its place when it is closed."""

    def __init__(self, path: Path) -> None:
        """Create the file, under another name until it is closed.

        Raises:
            ReportError: It cannot be written.
        """
        self._path = path.resolve()
        self._temporary = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        self._lock = threading.Lock()
        self._redactor = Redactor()
        self._file = self._open()
        creator = harfile.Creator(name="specimen", version=version("specimen"))
        self._archive = harfile.HarFile(self._file, creator=creator)

    def hide(self, redactor: Redactor) -> None:
        """Hide the secrets of one more API from now on."""
        known = self._redactor
        self._redactor = Redactor(
            secrets=tuple(dict.fromkeys([*known.secrets, *redactor.secrets])),
            header_names=known.header_names | redactor.header_names,
            # Tokens that are issued later are secrets as well.
            issued=lambda: (*known.issued(), *redactor.issued()),
        )

    def add(self, recorder: int, exchange: Exchange) -> None:
        """Write an exchange, without secrets.

        Only exchanges of the same recorder may refer to each other, by their numbers.

        Raises:
            ReportError: It cannot be written.
        """
        shown = redact_exchange(exchange, self._redactor, MAX_BODY)
        base = recorder * APART
        twin = base + shown.compared_to if shown.compared_to else 0
        shown = replace(shown, number=base + shown.number, compared_to=twin)
        with self._lock:
            try:
                self._write(shown)
            except OSError as error:
                raise self._unwritable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Put the file in its place.

        Raises:
            ReportError: It cannot be written.
        """
        try:
            self._archive.close()
            self._file.close()
            self._temporary.replace(self._path)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            self._temporary.unlink(missing_ok=True)

    def _open(self) -> IO[str]:
        try:
            return self._temporary.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ReportError:
        return ReportError.of("the har report", self._path, error)

    def _write(self, exchange: Exchange) -> None:
        text, is_base64 = _text(exchange.request.body)
        milliseconds = round(exchange.elapsed_seconds * 1000, 3)
        self._archive.add_entry(
            startedDateTime=exchange.at,
            time=milliseconds,
            request=_request(exchange.request, text),
            response=_response(exchange.response),
            timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
            comment=note_of(exchange, is_base64=is_base64),
        )


def _request(request: Request, text: str) -> harfile.Request:
    media_type = header(request.headers, "content-type") or ""
    pairs = (part.partition("=") for part in request.query.split("&") if part)
    return harfile.Request(
        method=request.method,
        url=request.url,
        httpVersion=request.version,
        headers=_records(request.headers),
        queryString=[
            harfile.Record(name=unquote_plus(name), value=unquote_plus(value))
            for name, _, value in pairs
        ],
        postData=harfile.PostData(mimeType=media_type, text=text) if request.body else None,
        bodySize=len(request.body),
    )


def _response(response: Response | None) -> harfile.Response:
    if response is None:
        # As browsers write a request that was not answered.
        return harfile.Response(status=0, statusText="", httpVersion="")
    text, is_base64 = _text(response.body)
    return harfile.Response(
        status=response.status,
        statusText=_whole(response.reason),
        httpVersion="HTTP/1.1",
        headers=_records(response.headers),
        content=harfile.Content(
            size=len(response.body),
            mimeType=_whole(response.header("content-type") or ""),
            text=text,
            encoding="base64" if is_base64 else None,
        ),
        redirectURL=_whole(response.header("location") or ""),
        bodySize=-1,
    )


def _records(headers: Headers) -> list[harfile.Record]:
    return [harfile.Record(name=_whole(name), value=_whole(value)) for name, value in headers]


def _text(body: bytes) -> tuple[str, bool]:
    """Return a body as text, and whether that is Base64."""
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        return b64encode(body).decode("ascii"), True


def _whole(text: str) -> str:
    """Return a text without halves of characters, which not every reader of JSON accepts."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
