"""Values are as those of the standard library's dataclasses."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openapi.values import dataclass
from tests.acceptance.cases import cases


def point():
    """Return a class that nothing has decorated yet."""

    class Point:
        """Where something is."""

        __qualname__ = "Point"  # where pickle looks for it

        x: int
        y: int = 0
        names: list = field(default_factory=list)
        note: str = field(default="", compare=False, repr=False)

        @property
        def sum(self):
            """A method of its own."""
            return self.x + self.y

    return Point


def cell():
    """Return a class with one argument."""

    class Cell:
        """One value, which may change."""

        value: object
        count: int = field(default=3, init=False)

    return Cell


FROZEN = {"frozen": True, "slots": True, "kw_only": True}
KINDS = {
    "frozen": (point, FROZEN),
    "by identity": (point, {**FROZEN, "eq": False}),
    "changing": (point, {"slots": True}),
    "changing, named": (point, {"slots": True, "kw_only": True}),
    "one field": (cell, {"slots": True}),
}


def both(kind):
    """Return the class of ours and that of the standard library."""
    make, options = KINDS[kind]
    return dataclass(**options)(make()), dataclasses.dataclass(**options)(make())


Ours, _ = both("frozen")
VALUES = st.fixed_dictionaries(
    {"x": st.integers(0, 2)},
    optional={
        "y": st.integers(0, 1) | st.floats(),
        "names": st.lists(st.text(max_size=1), max_size=2),
        "note": st.text(max_size=1),
    },
)
"""Arguments of which many are equal."""


@cases("kind", {name: name for name in KINDS})
def test_what_is_known_of_a_class_is_the_same(kind):
    """Fields, signature, text and slots of a class are those of the standard library's."""
    ours, standard = both(kind)
    arguments = {each.name: 1 for each in fields(ours) if each.init}

    assert [each.name for each in fields(ours)] == [each.name for each in fields(standard)]
    assert list(signature(ours).parameters) == list(signature(standard).parameters)
    assert [str(one.kind) for one in signature(ours).parameters.values()] == [
        str(one.kind) for one in signature(standard).parameters.values()
    ]
    assert repr(ours(**arguments)) == repr(standard(**arguments))
    assert (ours.__slots__, ours.__match_args__) == (standard.__slots__, standard.__match_args__)
    assert (ours.__hash__ is None) == (standard.__hash__ is None)


@given(one=VALUES, other=VALUES, kind=st.sampled_from(["frozen", "by identity", "changing"]))
def test_equal_values_are_equal(one, other, kind):
    """Two values are equal exactly if those of the standard library are."""
    ours, standard = both(kind)
    is_equal = standard(**one) == standard(**other)

    assert (ours(**one) == ours(**other)) == is_equal
    assert ours(**one) != standard(**one)
    if is_equal and kind == "frozen":
        key = {**one, "names": ()}
        assert hash(ours(**key)) == hash(ours(**{**other, "names": ()}))


def test_each_value_has_its_own_default():
    """A default that is made is made for each value; given ones are kept."""
    given_names = ["a"]

    assert Ours(x=1).names is not Ours(x=1).names
    assert Ours(x=1, names=given_names).names is given_names
    assert (Ours(x=1, y=2).sum, Ours(x=1).y) == (3, 0)


@cases(
    "change",
    {
        "set": lambda value: setattr(value, "x", 2),
        "unknown": lambda value: setattr(value, "z", 2),
        "delete": lambda value: delattr(value, "x"),
    },
)
def test_frozen_value_cannot_be_changed(change):
    """Neither a field nor anything else is set or deleted."""
    value = Ours(x=1)
    with pytest.raises(FrozenInstanceError):
        change(value)

    assert value == Ours(x=1)


@cases("arguments", {"missing": {}, "unknown": {"x": 1, "z": 2}})
def test_other_arguments_are_refused(arguments):
    """As every function does."""
    with pytest.raises(TypeError):
        Ours(**arguments)


@cases(
    "copied",
    {
        "replace": lambda value: replace(value, y=value.y),
        "copy": copy.copy,
        "deepcopy": copy.deepcopy,
        "pickle": lambda value: pickle.loads(pickle.dumps(value)),  # noqa: S301 - our own
    },
)
def test_copy_is_equal(monkeypatch, copied):
    """A value can be copied, changed in the copy, and sent to another process."""
    monkeypatch.setitem(globals(), "Point", Ours)
    value = Ours(x=1, y=2, names=["a"], note="b")

    assert copied(value) == value
    assert copied(value).note == "b"


def test_what_derives_from_a_frozen_value_is_frozen():
    """A class of the standard library's can have more fields."""

    @dataclasses.dataclass(frozen=True, kw_only=True)
    class More(Ours):
        z: int = 0

    value = More(x=1, z=2)
    with pytest.raises(FrozenInstanceError):
        value.x = 2

    assert (value, value.sum) == (More(x=1, z=2), 1)


class Initialised:
    """A class with a step after `__init__`."""

    def __post_init__(self):
        """Do it."""


@cases("unsupported", {"a base": type("More", (Ours,), {}), "a last step": Initialised})
def test_class_that_would_be_made_otherwise_is_refused(unsupported):
    """No base's fields are lost, and no `__post_init__` is left out without a word."""
    with pytest.raises(TypeError, match="standard library"):
        dataclass(frozen=True, slots=True, kw_only=True)(unsupported)
