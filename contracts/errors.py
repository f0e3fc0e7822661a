"""What can keep a check from running, said so that a stranger can mend it.

    ContractsError         the command could not do its work; exit code 2
    ├── OptionError        an option or an argument is not usable
    ├── UnreachableError   the server gives no answer
    ├── ReportError        a report cannot be written
    └── ExhaustedError     this machine, or what it grants us, is used up

What a check finds wrong with a server is a finding, never an exception.
"""

from openapi.text.printable import printable


class ContractsError(Exception):
    """The command could not do its work.

    Attributes:
        what: What is wrong, one clause.
        where: Which option, file or URL; may be empty.
        found: What was found there, shortened; may be empty.
        allowed: What is allowed there; may be empty.
        hint: What to do; may be empty.
    """

    def __init__(
        self, what: str, *, where: str = "", found: str = "", allowed: str = "", advice: str = ""
    ) -> None:
        self.what = what
        self.where = where
        self.found = found
        self.allowed = allowed
        self.hint = advice
        super().__init__(what)

    def __str__(self) -> str:
        """Return the message: what, then one indented line for each fact."""
        facts = {
            "where": self.where,
            "found": self.found,
            "allowed": self.allowed,
            "do": self.hint,
        }
        lines = [f"  {name:<8} {printable(text)}" for name, text in facts.items() if text]
        return "\n".join([printable(self.what), *lines])


class OptionError(ContractsError):
    """An option or an argument is not usable."""


class UnreachableError(ContractsError):
    """The server gives no answer."""


class ReportError(ContractsError):
    """A report cannot be written."""


class ExhaustedError(ContractsError):
    """This process has run out of files or memory, which says nothing about a server."""
