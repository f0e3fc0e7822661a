"""Errors in scenario files, with location, value, allowed values and hint."""

from openapi.errors import ContractError, FactsError


class ScenarioError(ContractError):
    """A scenario file is invalid, or a requested scenario does not exist."""


class TemplateError(FactsError):
    """A template is invalid; the caller knows the file and adds its line.

    Attributes:
        at: JSON pointer of the invalid part.
    """

    def __init__(self, what: str, *, at: str, found: str = "", allowed: str = "") -> None:
        super().__init__(what, where=at, found=found, allowed=allowed)
        self.at = at
