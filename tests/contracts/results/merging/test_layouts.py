"""One table writes a value as JSON, and reads it."""

from dataclasses import dataclass

import pytest

from contracts.errors import OptionError
from contracts.results.merging.layouts import COUNT, OPTIONAL, TEXT, Layout, parsed, rounded, shown
from contracts.results.merging.members import Members


@dataclass(frozen=True)
class _Inner:
    size: int = 0


@dataclass(frozen=True)
class _Outer:
    name: str
    note: str = ""
    inner: _Inner = _Inner()
    others: tuple[_Inner, ...] = ()
    seconds: float = 0.0


INNER = Layout(_Inner, bytes=COUNT.of("size"))
OUTER = Layout(
    _Outer,
    title=TEXT.of("name"),
    note=OPTIONAL,
    inner=INNER.inner,
    others=INNER.several,
    seconds=rounded(1),
    total=shown(lambda outer: sum(each.size for each in outer.others)),
)
VALUE = _Outer("a", inner=_Inner(1), others=(_Inner(2), _Inner(3)), seconds=0.5)
WRITTEN = {
    "title": "a",
    "note": None,
    "inner": {"bytes": 1},
    "others": [{"bytes": 2}, {"bytes": 3}],
    "seconds": 0.5,
    "total": 5,
}


def test_what_is_written_is_read():
    """Each member is named once, for writing and for reading, in its order."""
    assert OUTER.write(VALUE) == WRITTEN
    assert [*OUTER.write(VALUE)] == [*WRITTEN]
    assert OUTER.read(Members(WRITTEN, "a.json")) == VALUE


def test_what_is_for_people_only_is_not_read():
    """A member that is made from others may say anything in a file."""
    assert OUTER.read(Members({**WRITTEN, "total": "many"}, "a.json")) == VALUE


def test_a_member_of_another_kind_is_named_by_its_place():
    """The message has the file, and the place in it."""
    wrong = {**WRITTEN, "others": [{"bytes": 2}, {"bytes": "x"}]}

    with pytest.raises(OptionError) as refused:
        OUTER.read(Members(wrong, "a.json"))

    assert "a.json, /others/1/bytes" in str(refused.value)


def test_what_a_function_reads_is_written_by_another():
    """What has no kind of its own brings both."""
    layout = Layout(_Inner, size=parsed(int, "digits", str))

    assert layout.write(_Inner(7)) == {"size": "7"}
    assert layout.read(Members({"size": "7"}, "")) == _Inner(7)
