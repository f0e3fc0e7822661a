"""Bodies of responses, of which equal ones are kept once."""

from openapi.values import dataclass


class BodyPool:
    """Bodies with reference counts; equal ones are kept once."""

    def __init__(self) -> None:
        self.size = 0  # bytes of all bodies
        self._kept: dict[bytes, _CountedBody] = {}

    def keep(self, body: bytes) -> bytes:
        """Count one more use of a body; return the one that is kept, of those that are equal."""
        kept = self._kept.get(body)
        if kept is None:
            kept = self._kept[body] = _CountedBody(body)
            self.size += len(body)
        kept.count += 1
        return kept.body

    def release(self, body: bytes) -> None:
        """Count one use less, and drop the body after the last."""
        kept = self._kept[body]
        kept.count -= 1
        if not kept.count:
            del self._kept[body]
            self.size -= len(body)


@dataclass(slots=True)
class _CountedBody:
    body: bytes
    count: int = 0
