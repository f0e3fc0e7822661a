"""Tests of files of values that belong together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import OptionError
from contracts.run.settings.data import MAX_ROWS, read_data
from contracts.run.settings.values import MAX_FILE


def read(folder, text, name="values.csv"):
    """Return the values of the rows of a file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [dict(row.values) for row in read_data([path])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("club,id\nred,2\nblue,3\n", "values.csv"),
        ("\ufeffclub;id\r\nred;2\r\n\r\nblue; 3\r\n", "values.csv"),
        ("club\tid\nred\t2\nblue\t3", "values.tsv"),
        ('[{"club": "red", "id": 2}, {"club": "blue", "id": "3", "other": null}]', "values.json"),
        ('[{"club": "red", "id": 2}, {"club": "blue", "id": 3}]', "values"),
    ],
)
def test_tables_are_read(tmp_path, text, name):
    """CSV with commas, semicolons or tabs, as spreadsheets write it, and JSON."""
    assert read(tmp_path, text, name) == [{"club": "red", "id": "2"}, {"club": "blue", "id": "3"}]


def test_an_empty_value_is_none(tmp_path):
    """The parameter then has its documented value."""
    assert read(tmp_path, 'a,b\n,"x, y"\n') == [{"b": "x, y"}]


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("a,b\n1,2,3\n", "v.csv", "line 2 has 3 values for 2 names"),
        ("a,a\n1,2\n", "v.csv", "one name twice"),
        ("a,\n1,2\n", "v.csv", "an empty name"),
        ("a,b\n", "v.csv", "no row"),
        ("", "v.csv", "no row"),
        ('a\n"1', "v.csv", "line"),
        (b"a\n\xff", "v.csv", "not UTF-8"),
        ("a\n" + "1\n" * (MAX_ROWS + 1), "v.csv", f"more than {MAX_ROWS}"),
        ("a\n" + "1" * MAX_FILE, "v.csv", "longer than"),
        ("{}", "v.json", "no list"),
        ("[{", "v.json", "not JSON"),
        ('[{"a": [1]}]', "v.json", "item 1 is no object"),
        ("[1]", "v.json", "item 1 is no object"),
        ("[[[[[[]]]]]]", "v.json", "nested deeper"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, text, name, words):
    """The message names the file, and the line where there is one."""
    with pytest.raises(OptionError, match="cannot be used") as caught:
        read(tmp_path, text, name)

    assert words in caught.value.found
    assert name in caught.value.where


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """As any other file of values."""
    with pytest.raises(OptionError, match="cannot be used"):
        read_data([tmp_path / "none.csv"])


@given(data=st.binary(max_size=200))
def test_any_bytes_are_rows_or_refused(tmp_path_factory, data):
    """No file ends in a traceback."""
    path = tmp_path_factory.mktemp("data") / "values.csv"
    path.write_bytes(data)
    try:
        rows = read_data([path])
    except OptionError:
        return
    assert all(row.origin and all(row.values.values()) for row in rows)
