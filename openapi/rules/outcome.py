"""The outcome of a rule, a check or an expectation, with the same values in both programs."""

from enum import StrEnum

_FORMER = {"passed": "pass", "failed": "fail", "not-exercised": "not exercised"}


class Outcome(StrEnum):
    """An outcome, with the text of reports and the admin API.

    >>> Outcome("pass"), Outcome("passed") is Outcome.PASS
    (<Outcome.PASS: 'pass'>, True)
    """

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    NOT_EXERCISED = "not exercised"

    @classmethod
    def _missing_(cls, value: object) -> "Outcome | None":
        """Accept the spellings of the admin API before 0.1.0."""
        former = _FORMER.get(value) if isinstance(value, str) else None
        return cls(former) if former else None
