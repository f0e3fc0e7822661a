"""Errors in scenario files, with location, value, allowed values and hint."""

from openapi.errors import ContractError


class ScenarioError(ContractError):
    """A scenario file is invalid, or a requested scenario does not exist."""


class TemplateError(Exception):
    """A template is invalid; the caller knows the file and adds its line.

    Attributes:
        what: What is wrong, one clause.
        at: JSON pointer of the invalid part.
    """

    def __init__(self, what: str, *, at: str, found: str = "", allowed: str = "") -> None:
        self.what = what
        self.at = at
        self.found = found
        self.allowed = allowed
        super().__init__(what)
