"""What becomes of a rule, a check or an expectation: one set of words for both programs."""

from enum import StrEnum

_FORMER = {"passed": "pass", "failed": "fail", "not-exercised": "not exercised"}


class Outcome(StrEnum):
    """What became of something that can be judged, as reports and the admin API write it.

    >>> Outcome("pass"), Outcome("passed") is Outcome.PASS
    (<Outcome.PASS: 'pass'>, True)
    """

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    NOT_EXERCISED = "not exercised"

    @classmethod
    def _missing_(cls, value: object) -> "Outcome | None":
        """Read the spellings that the admin API had before 0.1.0."""
        former = _FORMER.get(value) if isinstance(value, str) else None
        return cls(former) if former else None
