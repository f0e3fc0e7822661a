"""Recognises errors of this process that has run out of files or memory, not of the server."""

import errno
import socket

from contracts.errors import ExhaustedError
from openapi.process.open_files import is_out_of_files

_MEMORY = frozenset({errno.ENOMEM, errno.ENOBUFS})
_LOOKUPS = frozenset({socket.EAI_MEMORY, getattr(socket, "EAI_SYSTEM", socket.EAI_MEMORY)})
"""Errors of a host name lookup that are caused by this machine."""


def exhaustion_of(error: BaseException) -> ExhaustedError | None:
    """Return the error that says what this process has run out of; None for any other error."""
    match error:
        case ExhaustedError():
            return error
        case MemoryError():
            return _exhausted("memory", error)
        case socket.gaierror():
            # Its numbers are not those of errno.
            return _exhausted("files or memory", error) if error.errno in _LOOKUPS else None
        case OSError() if is_out_of_files(error):
            return _exhausted("files", error)
        case OSError() if error.errno in _MEMORY:
            return _exhausted("memory", error)
    return None


def _exhausted(what: str, error: Exception) -> ExhaustedError:
    return ExhaustedError(
        f"this command has run out of {what}; that says nothing about the server",
        where="this process",
        found=getattr(error, "strerror", None) or type(error).__name__,
        hint="raise its limits (ulimit -n, ulimit -v), or check less at once",
    )
