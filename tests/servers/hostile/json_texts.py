"""Servers whose JSON is large, deep, ambiguous, or not text at all."""

from functools import cache

from tests.servers.hostile.catalogue import hostile
from tests.servers.hostile.messages import answer, page

MEGABYTE = 1 << 20


def listing(items: bytes) -> bytes:
    """Return an answer with a page of these items, given as JSON text."""
    return answer(b'{"data":[' + items + b'],"links":{}}')


@cache
def _many(item: bytes, count: int) -> bytes:
    return listing(b",".join(item % number for number in range(count)))


@hostile(keeps_open=True)
def deep_lists(_):
    """Lists in lists, a hundred thousand deep."""
    yield answer(b"[" * 100_000 + b"]" * 100_000)


@hostile(keeps_open=True)
def deep_objects(_):
    """Objects in objects, a hundred thousand deep."""
    yield answer(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


@hostile(keeps_open=True)
def number_of_a_million_digits(_):
    """A number of a million digits."""
    yield listing(b"9" * 1_000_000)


@hostile(keeps_open=True)
def numbers_out_of_range(_):
    """Numbers that no float holds, NaN and Infinity."""
    yield listing(b"1e999999,-1e-999999,0." + b"1" * 100_000 + b",1e-400000,-0,NaN,Infinity")


@hostile(keeps_open=True)
def three_hundred_thousand_objects(_):
    """A page of 300,000 objects, each with its key."""
    yield _many(b'{"id":"%d"}', 300_000)


@hostile(keeps_open=True)
def many_empty_objects(_):
    """A page of two million objects with nothing in them."""
    yield listing(b"{}," * 1_999_999 + b"{}")


@hostile(keeps_open=True, is_slow=True)
def many_wrong_jobs(_):
    """A page of 40,000 jobs, each wrong in several places."""
    job = (
        b'{"id":%d,"type":1,"attributes":{"status":"x","a":1,"b":2,"started_at":"no"},"c":{"d":1},'
        b'"meta":{"timestamps":{"created_at":"2026-13-01"}},"e":[1,2,3]}'
    )
    yield _many(job, 40_000)


@hostile(keeps_open=True, is_slow=True)
def many_equal_keys(_):
    """An object of half a million keys that are all the same."""
    yield answer(b"{" + b",".join([b'"data":1'] * 500_000) + b"}")


@hostile(keeps_open=True, is_slow=True)
def many_keys(_):
    """An object of 400,000 keys that the contract does not name."""
    yield answer(b'{"data":[],' + b",".join(b'"k%d":1' % n for n in range(400_000)) + b"}")


@hostile(keeps_open=True, is_slow=True)
def long_key(_):
    """A key of a megabyte over 1,000 values."""
    yield answer(b'{"' + b"k" * MEGABYTE + b'":[' + b"{}," * 999 + b"{}]}")


@hostile(keeps_open=True, is_slow=True)
def long_string(_):
    """A string of eight megabytes."""
    yield listing(b'"' + b"\\u0041" * (MEGABYTE + MEGABYTE // 4) + b'"')


@hostile(keeps_open=True, is_slow=True)
def other_body_every_time(asked):
    """Half a megabyte that is another one with every answer."""
    yield listing(b",".join(b"%d" % (asked.number * 100_000 + n) for n in range(60_000)))


@hostile(keeps_open=True)
def lone_surrogates(_):
    """Surrogates without their other half, in keys and in values."""
    yield answer(b'{"data":["\\ud800","\\udc00\\ud800"],"links":{"\\ud800":"x"},"\\udfff":1}')


@hostile(keeps_open=True)
def invalid_utf_8(_):
    """Bytes that are no UTF-8: overlong, surrogates, too large."""
    yield listing(b'"\xff\xfe\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80"')


@hostile(keeps_open=True)
def utf_16(_):
    """UTF-16 that ends in the middle of a character."""
    yield answer(page().decode().encode("utf-16")[:-1])


@hostile(keeps_open=True, may_pass=True)
def charset_that_decodes_to_more(_):
    """A charset that is none for text."""
    yield answer(page(), "Content-Type: application/json; charset=zlib_codec", is_json=False)


@hostile(keeps_open=True, may_pass=True)
def charset_without_end(_):
    """A charset of ten thousand characters."""
    kind = f"Content-Type: application/json; charset={'x' * 10_000}"
    yield answer(page(), kind, is_json=False)


@hostile(keeps_open=True, is_slow=True)
def nothing_but_white_space(_):
    """Eight megabytes of white space."""
    yield answer(b" " * (8 * MEGABYTE))


@hostile(keeps_open=True)
def nul_in_json(_):
    """A page with NUL characters and a byte order mark."""
    yield answer(b"\xef\xbb\xbf\0" + page("\0\0"))
