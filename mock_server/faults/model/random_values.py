"""Repeatable random values: hashes of a seed and the purpose of the value."""

from hashlib import sha256

_BYTES = 8
_ALL = float(256**_BYTES)


def random_fraction(seed: int, *about: object) -> float:
    """Return a number from 0 to below 1 that depends on the seed and on `about`.

    >>> first, again, next_ = (random_fraction(1, "delay", n) for n in (0, 0, 1))
    >>> first == again != next_
    True
    """
    digest = sha256(repr((seed, about)).encode()).digest()
    return int.from_bytes(digest[:_BYTES]) / _ALL


def random_bytes(seed: int, length: int) -> bytes:
    """Return random bytes without line ends (CR and LF)."""
    blocks = -(-length // sha256().digest_size)
    drawn = b"".join(sha256(repr((seed, i)).encode()).digest() for i in range(blocks))
    return drawn[:length].replace(b"\r", b"\x01").replace(b"\n", b"\x02")
