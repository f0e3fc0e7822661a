"""What can be wrong with a scenario, said so that its author can mend it."""

from openapi.errors import ContractError


class ScenarioError(ContractError):
    """A scenario file is not as it must be, or a scenario was asked for that does not exist."""


class TemplateError(Exception):
    """A template is not as it must be; whoever knows the file says where.

    Attributes:
        what: What is wrong, one clause.
        at: JSON pointer of the offending part.
        found: What was found there.
        allowed: What is allowed there.
    """

    def __init__(self, what: str, *, at: str, found: str = "", allowed: str = "") -> None:
        self.what = what
        self.at = at
        self.found = found
        self.allowed = allowed
        super().__init__(what)
