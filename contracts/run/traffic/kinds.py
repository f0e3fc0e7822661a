"""What a side of a comparison is: a document, a server, a recording or a report."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.archive.files import STDIN
from openapi.loading.references.remote import is_url

DOCUMENT, SERVER, RECORDING, REPORT = "document", "server", "recording", "report"

_BEGINNING = 64 * 1024
_SUFFIXES = (".json", ".yaml", ".yml")
_ARCHIVE = re.compile(r'\s*\{\s*"(?:log|collection)"\s*:|PK\x03\x04')
"""The beginning of an archive, of a run of newman, or of a zipped archive."""

_REPORT = re.compile(r'\s*\{\s*"version"\s*:\s*1\s*,\s*"verdict"\s*:')


def kind_of(text: str) -> str:
    """Return what a text on the command line names.

    Raises:
        OptionError: There is no such file.
    """
    if is_url(text):
        return DOCUMENT if urlsplit(text).path.lower().endswith(_SUFFIXES) else SERVER
    if text == STDIN or text.lower().endswith(".har"):
        return RECORDING
    try:
        with Path(text).open("rb") as stream:
            beginning = stream.read(_BEGINNING).decode("utf-8", "replace").removeprefix("\ufeff")
    except OSError as error:
        raise OptionError(
            "this side cannot be read",
            where=text,
            found=error.strerror or type(error).__name__,
            allowed="a document, the URL of a server, a recording (HAR), or a JSON report of a run",
        ) from error
    if _ARCHIVE.match(beginning):
        return RECORDING
    return REPORT if _REPORT.match(beginning) else DOCUMENT
