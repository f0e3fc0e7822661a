"""How sure a finding is, beside how bad it is, as security scanners have both.

A finding that is only tentative never fails a run; `contracts.results.finding` sees to it.
"""

from enum import StrEnum


class Confidence(StrEnum):
    """How sure a finding is.

    Attributes:
        CERTAIN: The exchange itself shows it, whatever the server meant.
        FIRM: It follows from what several exchanges show, or from what the contract leaves no
            healthy server to do; a person need not look twice.
        TENTATIVE: A healthy server may do it; a person has to decide.
    """

    CERTAIN = "certain"
    FIRM = "firm"
    TENTATIVE = "tentative"
