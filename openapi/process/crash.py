"""The report of an internal error: a short message for the terminal, the traceback in a file.

Secrets of the command line and of the environment are left out of the file.
"""

import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from openapi.text.facts import facts_text

EXIT_CRASHED = 70  # exit code of an internal error (`EX_SOFTWARE` of sysexits.h)

_REDACTED = "[redacted]"
_SHORTEST_SECRET = 4
_SECRET_NAME = re.compile(
    "auth|cookie|credential|header|key|pass|proxy|secret|token", re.IGNORECASE
)


def report_crash(
    error: BaseException, *, program: str, arguments: Sequence[str], environ: Mapping[str, str]
) -> str:
    """Write the traceback of an error to a new file and return the message for the user.

    The file is in the folder for temporary files, and only its owner can read it (mode 600).

    `arguments` is the command line without the program.
    """
    what = f"{program}: internal error ({type(error).__name__})"
    secrets = [*find_secrets(arguments, environ)]
    text = redact("".join(traceback.format_exception(error)), secrets)
    try:
        with NamedTemporaryFile(
            "w",
            prefix=f"{program}-",
            suffix=".log",
            delete=False,
            encoding="utf-8",
            errors="backslashreplace",
        ) as log:
            log.write(text)
    except OSError:
        return f"{what}; its log file could not be written"
    return facts_text(what, where=log.name, hint="report it with this file")


def find_secrets(arguments: Sequence[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of options and variables whose names say that they hold a secret.

    The values of variables that `--env` names are secrets too.

    >>> list(find_secrets(["--header", "X-Api-Key: s3cret", "--port", "8080"], {}))
    ['X-Api-Key: s3cret', 's3cret']
    """
    for word, after in pairwise([*arguments, ""]):
        option, has_value, value = word.partition("=")
        if not option.startswith("-"):
            continue
        held = value if has_value else after
        if option == "--env":
            yield from _parts(environ.get(held, ""))
        elif _SECRET_NAME.search(option) and not held.startswith("-"):
            yield from _parts(held)
    for name, value in environ.items():
        if _SECRET_NAME.search(name):
            yield from _parts(value)


def redact(text: str, secrets: Sequence[str]) -> str:
    """Return a text without secrets, in any of their spellings."""
    from openapi.text.spellings import Spellings  # noqa: PLC0415 - --help must not wait for it

    pieces, last = [], 0
    for span in Spellings(secrets).spans(text):
        pieces += [text[last : span.start], _REDACTED]
        last = span.end
    return "".join([*pieces, text[last:]])


def _parts(value: str) -> Iterator[str]:
    """Yield the lines of a value, the last word of each, and the password of a URL."""
    for line in map(str.strip, value.splitlines()):
        try:
            password = urlsplit(line).password or ""
        except ValueError:
            password = ""
        parts = (line, line.split()[-1] if line else "", password)
        yield from (part for part in dict.fromkeys(parts) if len(part) >= _SHORTEST_SECRET)
