"""Is memory flat? A process grows at first, so its second quarter is held against its last."""

from collections.abc import Sequence
from statistics import median


def growth_mb(looks: Sequence[float]) -> float:
    """Return by how much memory grew from the second quarter of the looks to the last.

    >>> growth_mb([50, 80, 100, 100, 101, 99, 104, 106])
    5.0
    """
    quarter = max(1, len(looks) // 4)
    return median(looks[-quarter:]) - median(looks[quarter : 2 * quarter])
