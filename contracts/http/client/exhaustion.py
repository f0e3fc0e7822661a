"""Running out of files or memory ourselves: never a server's fault, and never a pass."""

import errno
import socket

from contracts.errors import ExhaustedError

_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_MEMORY = frozenset({errno.ENOMEM, errno.ENOBUFS})
_LOOKUPS = frozenset({socket.EAI_MEMORY, getattr(socket, "EAI_SYSTEM", socket.EAI_MEMORY)})
"""Failed look-ups of a host name for which this machine is to blame."""


def exhaustion_of(error: BaseException) -> ExhaustedError | None:
    """Return what this process has run out of; None where an error is about something else."""
    match error:
        case ExhaustedError():
            return error
        case MemoryError():
            return _exhausted("memory", error)
        case socket.gaierror():
            # Its numbers are others than those of files.
            return _exhausted("files or memory", error) if error.errno in _LOOKUPS else None
        case OSError() if error.errno in _FILES:
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
