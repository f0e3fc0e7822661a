"""Values as comma-separated values."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from mock_server.http.bodies.csv_bodies import write_csv
from tests.acceptance.cases import cases


@cases(
    "value, lines",
    {
        "objects": ([{"a": 1}, {"a": None, "b": True}], ["a,b", "1,", ",true"]),
        "one object": ({"a": "x"}, ["a", "x"]),
        "lists": ([[1, "a,b"], ["c"]], ['1,"a,b"', "c"]),
        "texts": (["a", 'say "b"'], ["a", '"say ""b"""']),
        "inner values": ([{"a": [1], "b": {"c": 2}}], ["a,b", '[1],"{""c"":2}"']),
        "nothing": ([], []),
    },
)
def test_rows(value, lines):
    """Objects have a line of names; cells are quoted where they have to be."""
    assert write_csv(value).decode() == "".join(f"{line}\r\n" for line in lines)


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), min_size=1))
def test_any_texts_can_be_read_again(rows):
    """No text of a cell breaks its line, whatever it has."""
    text = write_csv(rows).decode()

    assert [*csv.DictReader(StringIO(text, newline=""))] == rows
