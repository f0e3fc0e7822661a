"""Errors that keep a command from running; it ends with exit code 2.

    ContractsError
    ├── OptionError        an option or an argument is invalid
    ├── UnreachableError   the server cannot be reached
    ├── ReportError        a report cannot be written
    ├── ExhaustedError     this process has run out of files or memory
    └── MissingLibrariesError  the libraries of the checker are not installed

What a check finds wrong with a server is a finding, never an exception.
"""

from typing import Self

from openapi.errors import FactsError

WRITABLE = "a file in a folder that exists and can be written to"
"""What is allowed where a file cannot be written."""


class ContractsError(FactsError):
    """The command could not do its work."""


class OptionError(ContractsError):
    """An option or an argument is invalid."""


class UnreachableError(ContractsError):
    """The server cannot be reached."""


class ReportError(ContractsError):
    """A report cannot be written."""

    @classmethod
    def of(cls, what: str, path: object, error: OSError, allowed: str = WRITABLE) -> Self:
        """Return the error of a file that cannot be written; a message calls it `what`."""
        return cls(
            f"{what} cannot be written",
            where=str(path),
            found=error.strerror or type(error).__name__,
            allowed=allowed,
        )


class ExhaustedError(ContractsError):
    """This process has run out of files or memory; the server is not at fault."""


class MissingLibrariesError(ContractsError):
    """The libraries of the checker are not installed."""
