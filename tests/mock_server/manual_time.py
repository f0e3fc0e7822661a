"""Real time that a test sets and moves."""

from dataclasses import dataclass


@dataclass(slots=True)
class ManualTime:
    """Real time that moves only when a test moves it."""

    seconds: float

    def __call__(self) -> float:
        """Return the time that was set."""
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.seconds += seconds
