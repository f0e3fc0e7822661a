"""Errors that keep a check from running, with what to do about them.

    ContractsError         the command could not do its work; exit code 2
    ├── OptionError        an option or an argument is not usable
    ├── UnreachableError   the server gives no answer
    ├── ReportError        a report cannot be written
    └── ExhaustedError     this machine, or what it grants us, is used up

What a check finds wrong with a server is a finding, never an exception.
"""

from openapi.errors import FactsError


class ContractsError(FactsError):
    """The command could not do its work."""


class OptionError(ContractsError):
    """An option or an argument is not usable."""


class UnreachableError(ContractsError):
    """The server gives no answer."""


class ReportError(ContractsError):
    """A report cannot be written."""


class ExhaustedError(ContractsError):
    """This process has run out of files or memory, which says nothing about a server."""
