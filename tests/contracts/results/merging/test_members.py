"""Tests of reading values from outside."""

import pytest

from contracts.errors import OptionError
from contracts.results.merging.members import Members, of_version


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("inner", []), ("list", {}), ("text", 1), ("text", None), ("texts", [1]), ("flag", 1),
        ("count", -1), ("count", 1.5), ("count", 10**30), ("count", True),
        ("count", False), ("count", ""), ("number", "1"),
        ("number", 1e300), ("texts_by_name", {"a": 1}), ("counts", {"a": -1}), ("counts", [1]),
    ],
)  # fmt: skip
def test_a_wrong_member_is_named_with_its_place(method, value):
    """The message has the file, the place and what is allowed; there is no traceback."""
    with pytest.raises(OptionError) as refused:
        getattr(Members({"a": value}, "r.json", "/x"), method)("a")

    assert "r.json, /x/a" in str(refused.value)


def test_what_is_no_object_is_refused():
    """A report is an object."""
    with pytest.raises(OptionError, match=r"r\.json"):
        Members([], "r.json")


def test_members_that_older_reports_lack_have_plain_values():
    """A missing list is empty, a missing count 0, a missing flag false."""
    empty = Members({}, "r.json")

    assert (empty.texts("a"), empty.count("a"), empty.flag("a"), empty.optional("a")) == (
        (), 0, False, "",
    )  # fmt: skip
    assert (empty.number("a"), empty.counts("a"), empty.texts_by_name("a")) == (0.0, {}, {})


def test_a_converter_that_refuses_names_the_member():
    """Values of an enumeration are checked by what reads them."""
    with pytest.raises(OptionError, match="a whole word"):
        Members({"a": "b"}, "r.json").read("a", int, "a whole word")


@pytest.mark.parametrize("version", [True, 1.0, "1", None, 2])
def test_another_version_is_refused(version):
    """True and 1.0 are equal to 1 in Python, and are no version; the message says what to do."""
    with pytest.raises(OptionError, match="not a report that can be read") as caught:
        of_version({"version": version}, 1, "a.json", "a report", "write it again")

    assert caught.value.hint == "write it again"
    assert of_version({"version": 1}, 1, "a.json", "a report", "").get("version") == 1
