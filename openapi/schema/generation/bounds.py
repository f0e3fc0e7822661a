"""How much work one example may take, and the errors that say that there is none."""

from openapi.json.types import JSON

MAX_VALUES = 1000  # values in one example; a schema that refers to itself could require any number
MAX_GENEROUS_VALUES = 300  # values of an example whose lists have three items; else fewer
MAX_DEPTH = 50  # levels of nested schemas
MAX_TEXT = 10_000  # characters of one generated text
MAX_SIZE = 1_000_000  # characters of one example as JSON, roughly
MAX_CHECKS = 3000  # values that are validated while one example is searched, parts included
MAP_KEYS = ("key1", "key2", "key3")  # the members of a map, which no schema names
MAX_ALTERNATIVES = 100  # combinations of branches of one schema that are tried
MAX_EXPANSIONS = 500  # unions and conditions that are replaced while these are searched


class NoExampleError(ValueError):
    """No example can be generated for a schema."""

    def __init__(self, pointer: str, reason: str = "give it one") -> None:
        place = pointer or "the schema"
        super().__init__(f"no example can be derived for {place}: {reason}")


class TooLargeError(NoExampleError):
    """The schema requires a value that is larger than any example may be."""

    def __init__(self, pointer: str) -> None:
        super().__init__(pointer, "it would be too large")


class Budget:
    """The work that is left for one example."""

    def __init__(self, values: int = MAX_VALUES, checks: int = MAX_CHECKS) -> None:
        self.values = values
        self.checks = checks
        self.size = MAX_SIZE
        self.was_exhausted = False

    def take_value(self, pointer: str) -> None:
        """Count one value (NoExampleError: there were too many)."""
        self.values -= 1
        self.was_exhausted |= self.values < 0
        if self.values < 0:
            raise NoExampleError(pointer, "it never ends")

    def take_size(self, size: int, pointer: str) -> None:
        """Count the characters of a value that is not made of others.

        Raises:
            TooLargeError: There were too many.
        """
        self.size -= size
        if self.size < 0:
            raise TooLargeError(pointer)

    def take_check(self) -> bool:
        """Count one validation; return whether it may be done."""
        self.checks -= 1
        self.was_exhausted |= self.checks < 0
        return self.checks >= 0


def size_of(value: JSON) -> int:
    """Return how many characters a value has as JSON, roughly."""
    if isinstance(value, str):
        return len(value) + 2
    if isinstance(value, list):
        return 2 + sum(1 + size_of(each) for each in value)
    if isinstance(value, dict):
        return 2 + sum(len(key) + 4 + size_of(each) for key, each in value.items())
    return 8
