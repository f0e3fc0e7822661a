"""The bytes of requests."""

from tests.benchmarks.speed.asking import Request

COUNTED = Request(target="/a/{n}", headers=(("X-A", "a-{n}"),), distinct=3)


def test_request_is_a_whole_head():
    """It is equal to a client's, with the headers in order."""
    raw = Request(target="/a?b=1", headers=(("X-A", "a"),)).raw()

    assert raw == (
        b"GET /a?b=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1\r\nAccept: */*\r\n"
        b"X-A: a\r\n\r\n"
    )


def test_every_number_gives_another_request():
    """The number is in target and headers, until it starts again."""
    raws = [COUNTED.raw(number) for number in range(4)]

    assert len(set(raws)) == 3
    assert raws[0] == raws[3]
    assert raws[2].startswith(b"GET /a/2 HTTP/1.1\r\n")
    assert b"\r\nX-A: a-2\r\n" in raws[2]


def test_script_has_the_parts_around_the_number():
    """The script also has the first number and the number of requests."""
    script = COUNTED.script(first=7)

    assert r'{"GET /a/", " HTTP/1.1\r\n' in script
    assert r'X-A: a-", "\r\n\r\n"}, 7, 3' in script
