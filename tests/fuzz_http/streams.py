"""Generates byte streams of clients: valid and broken requests, one after another, cut anywhere.

A stream depends on its seed and number alone, so that each one can be generated again.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

from tests.fuzz_http import words

_SWAPPED = (0, 9, 10, 13, 32, 58, 127, 128, 255)
_LONGEST_BYTEWISE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What one client sends over one connection.

    Attributes:
        number: Its number among those of the seed.
        data: All of its bytes.
        pieces: The bytes as they are cut for one server.
        other_pieces: The bytes as they are cut for the other server.
    """

    number: int
    data: bytes
    pieces: tuple[bytes, ...]
    other_pieces: tuple[bytes, ...]


def draw_stream(seed: int, number: int) -> Stream:
    """Return the stream with a seed and a number."""
    rng = random.Random(f"{seed}:{number}")  # noqa: S311 - not for secrets
    requests = [
        _plain(rng) if rng.random() < 0.35 else _odd(rng)
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4)))
    ]
    data = b"".join(requests)
    if rng.random() < 0.15:
        data = _damaged(rng, data)
    return Stream(
        number=number,
        data=data,
        pieces=_cut(rng, data, requests),
        other_pieces=_cut(rng, data, requests),
    )


def _plain(rng: random.Random) -> bytes:
    """Return a request as most clients send it."""
    method = b"HEAD" if rng.random() < 0.1 else b"GET"
    target = rng.choice(words.TARGETS)
    if rng.random() < 0.3:
        target = words.NEW_TARGET % (rng.randrange(1000), rng.randrange(1000))
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: mock"]
    lines += rng.sample(words.HEADERS, rng.randint(0, 3))
    if rng.random() < 0.5:
        lines.append(b"X-Request-Id: %d" % rng.randrange(2**32))
    return b"\r\n".join([*lines, b"", b""])


def _odd(rng: random.Random) -> bytes:
    """Return a request with parts that may be unusual or wrong."""
    lines = [_request_line(rng), *_header_lines(rng)]
    end = b"\r\n" if rng.random() < 0.9 else rng.choice(words.LINE_ENDS)
    ends = [end if rng.random() < 0.95 else rng.choice(words.LINE_ENDS) for _ in lines]
    head = b"".join(line + end for line, end in zip(lines, ends, strict=True))
    if rng.random() < 0.97:
        head += end
    return head + _body(rng, b"\n".join(lines).lower())


def _request_line(rng: random.Random) -> bytes:
    method = b"GET" if rng.random() < 0.6 else rng.choice(words.METHODS)
    target = rng.choice(words.TARGETS if rng.random() < 0.6 else words.ODD_TARGETS)
    if rng.random() < 0.1:
        method, target = b"POST", words.TARGETS[-1]
    version = b" HTTP/1.1" if rng.random() < 0.8 else rng.choice(words.VERSIONS)
    return method + b" " + target + version


def _header_lines(rng: random.Random) -> list[bytes]:
    lines = [b"Host: mock"] if rng.random() < 0.9 else []
    lines += [
        rng.choice(words.HEADERS if rng.random() < 0.4 else words.ODD_HEADERS)
        for _ in range(rng.randint(0, 4))
    ]
    if rng.random() < 0.2:
        lines.insert(0, rng.choice(words.ODD_HEADERS))
    return lines


def _body(rng: random.Random, head: bytes) -> bytes:
    """Return what follows a head: mostly what it announces."""
    chance = rng.random()
    if b"chunked" in head and chance < 0.9:
        return rng.choice(words.CHUNKS)
    if b"content-length: 52" in head and chance < 0.9:
        return words.GOODS
    if b"content-length" in head and chance < 0.8:
        return rng.choice((b"hello", b"hello", b"", b"hell", b"hello!", b"GET /"))
    if chance < 0.05:
        return rng.choice((b"hello", b"\r\n", b"\0", b"\n", b"\r\n\r\n"))
    return b""


def _damaged(rng: random.Random, data: bytes) -> bytes:
    """Return bytes of which a few were changed, removed, inserted or repeated."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(found))
        match rng.randrange(4):
            case 0:
                found[place] = rng.choice((*_SWAPPED, rng.randrange(256)))
            case 1 if len(found) > 1:
                del found[place]
            case 2:
                found.insert(place, rng.choice(_SWAPPED))
            case _:
                found[place:place] = found[max(0, place - rng.randint(1, 20)) : place]
    return bytes(found)


def _cut(rng: random.Random, data: bytes, requests: list[bytes]) -> tuple[bytes, ...]:
    """Return bytes in pieces: whole, by request, cut anywhere, or byte by byte."""
    chance = rng.random()
    if chance < 0.25 and b"".join(requests) == data:
        return tuple(requests)
    if chance < 0.6:
        return (data,)
    if chance < 0.95:
        places = {rng.randrange(len(data) + 1) for _ in range(rng.randint(1, 3))}
    else:
        places = set(range(min(len(data), _LONGEST_BYTEWISE)))
    starts = sorted(places | {0, len(data)})
    pieces = (data[start:end] for start, end in pairwise(starts))
    return tuple(piece for piece in pieces if piece)
