"""Error messages have all facts that a user needs to act."""

import difflib

from openapi.errors import ContractError, DocumentError, ReadingError, did_you_mean, nearest


def test_message_has_its_parts_in_order():
    """What is wrong comes first, then where, found, allowed, and what to do."""
    error = DocumentError("no", where="a.yaml:3", found="x", allowed="y", hint="fix it")

    assert str(error).splitlines() == [
        "no",
        "  where    a.yaml:3",
        "  found    x",
        "  allowed  y",
        "  hint     fix it",
    ]


def test_empty_facts_are_left_out():
    """A message has no line for an unknown fact."""
    assert str(ReadingError("no", found="x")) == "no\n  found    x"


def test_message_is_safe_for_a_terminal():
    """A document cannot move the cursor, and a page of digits is not repeated."""
    error = ContractError("a\x1b[2Jb", found="9" * 5000, allowed="x\ny")

    assert str(error).splitlines()[0] == "a\\x1b[2Jb"
    assert len(str(error)) < 500
    assert str(error).endswith("x\\ny")


def test_facts_are_attributes():
    """Code that reports an error need not parse its text."""
    error = ContractError("no", where="a.yaml:3", found="x", allowed="y", hint="fix it")

    assert (error.what, error.where, error.found) == ("no", "a.yaml:3", "x")
    assert (error.allowed, error.hint) == ("y", "fix it")


def test_nearest_finds_a_typing_error():
    """A misspelt name, or one in another case, gives the name that was meant."""
    assert nearest("Singulr", ["plural", "singular", "both"]) == "singular"


def test_nearest_does_not_guess():
    """A name without a near match gives None."""
    assert nearest("banana", ["plural", "singular"]) is None
    assert did_you_mean("banana", ["plural", "singular"]) == ""


def test_did_you_mean_asks():
    """The hint is the end of a sentence."""
    assert did_you_mean("bot", ["both"]) == "; did you mean 'both'?"


def test_a_typing_error_is_found_among_ten_thousand_names():
    """The name that was meant is among the few that are compared."""
    names = [f"{i}-client-of-the-shop" for i in range(10_000)]

    assert nearest("4711-client-of-th-shop", names) == "4711-client-of-the-shop"


def test_few_names_are_compared_letter_by_letter(monkeypatch):
    """Comparing takes a millisecond each, so of 10,000 names a few dozen are compared."""
    compared = []
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda _, names, **__: compared.append(len(names)) or []
    )
    nearest("n" * 60, [f"{i}-{'n' * 55}" for i in range(10_000)])

    assert compared == [40]


def test_names_of_other_lengths_are_not_compared(monkeypatch):
    """A name of a million letters is near to no short one, nor the other way round."""
    compared = []
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda _, names, **__: compared.extend(names) or []
    )
    nearest("limit", ["l" * 1_000_000, "limits"])
    nearest("l" * 1_000_000, ["limits"])

    assert compared == ["limits"]
