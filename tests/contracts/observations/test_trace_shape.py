"""Tests of the shape of an error that a server shows."""

import pytest

from contracts.observations.trace_shape import trace_shape

PYTHON = """Traceback (most recent call last):
  File "/srv/app/main.py", line {line}, in handle
    return show(item)
  File "/srv/app/views.py", line {line}, in show
    return table[item]
KeyError: {value!r}
"""
JAVA = (
    "java.lang.NullPointerException: x\n\tat com.shop.Orders.show(Orders.java:{line})\n"
    "\tat com.shop.Main.run(Main.java:7)"
)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (PYTHON.format(line=7, value="a"), "KeyError views.py show"),
        (JAVA.format(line=7), "NullPointerException com.shop.Orders.show Orders.java"),
        (
            "TypeError: x is not a function\n    at show (/srv/app/orders.js:7:3)",
            "TypeError show orders.js",
        ),
        ('{"error": "ValueError: invalid literal"}', "ValueError"),
        ("Internal Server Error", ""),
        ('{"detail": "Error"}', ""),
    ],
)
def test_a_shape_is_the_kind_and_the_place(text, shape):
    """The innermost frame separates two errors of one kind."""
    assert trace_shape(text) == shape


def test_lines_and_values_do_not_change_a_shape():
    """The same error has the same shape after other code has moved."""
    first = trace_shape(PYTHON.format(line=7, value="a"))

    assert first == trace_shape(PYTHON.format(line=99, value="b"))
    assert trace_shape(JAVA.format(line=7)) == trace_shape(JAVA.format(line=8))


def test_a_long_hostile_body_is_searched_in_bounded_time():
    """A body of a megabyte that almost matches everywhere takes no longer than its beginning."""
    for piece in ('File "', "at a.a", "Aaaaa", "at a (", "a/"):
        assert trace_shape(piece * 200_000) == ""
