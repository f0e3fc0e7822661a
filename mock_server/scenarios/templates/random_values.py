"""Random values that are different for each resource and the same in every run.

A value is a hash of (scenario, seed, identity, name). There is no generator with a state, so that
values do not depend on the order of requests or on the machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Self
from uuid import UUID

from openapi.json.types import JSON

_BYTES = 16


@dataclass(frozen=True, slots=True)
class SeededValues:
    """The random values of one resource."""

    prefix: bytes  # scenario, seed and identity of the resource as unambiguous bytes

    @classmethod
    def of(cls, scenario: str, seed: int, identity: str) -> Self:
        """Return the random values of one resource of a scenario."""
        return cls(b"".join(map(_length_prefixed, (scenario, str(seed), identity))))

    def for_part(self, label: str) -> "SeededValues":
        """Return the random values of a part of this resource."""
        return SeededValues(self.prefix + _length_prefixed(label))

    def number(self, name: str) -> int:
        """Return a non-negative integer of 128 bits."""
        return int.from_bytes(sha256(self.prefix + _length_prefixed(name)).digest()[:_BYTES], "big")

    def integer(self, name: str, low: int, high: int) -> int:
        """Return an integer from `low` to `high`, both included."""
        return low + self.number(name) % (high - low + 1)

    def index(self, name: str, weights: tuple[int, ...]) -> int:
        """Return a position in `weights`, each with a probability proportional to its weight."""
        drawn = self.number(name) % sum(weights)
        for position, weight in enumerate(weights):
            if drawn < weight:
                return position
            drawn -= weight
        raise AssertionError(drawn)

    def uuid(self, name: str) -> str:
        """Return a UUID with the bits of version 4."""
        return str(UUID(int=self.number(name), version=4))


def identity_text(identity: Mapping[str, JSON]) -> str:
    """Return the canonical text of an identity; `1` and `"1"` have the same."""
    return _pairs_text(tuple(sorted([(name, str(value)) for name, value in identity.items()])))


@lru_cache(maxsize=1024)
def _pairs_text(pairs: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(pairs)


def _length_prefixed(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"%d:%b" % (len(data), data)
