"""Rules as values."""

from openapi.contract import BrokenExample, PathWildcard, Rule, Severity


def rule(**changes):
    """Return a rule with some changes."""
    return Rule(id="a.b", expression="true", message="True.", severity=Severity.ERROR, **changes)


def test_a_broken_example_does_not_make_another_rule():
    """A rule is the same rule with and without an example that breaks it."""
    assert rule(broken=BrokenExample(example="x")) == rule()


def test_wildcards_are_no_ordinary_keys():
    """No step over all children is mistaken for a key of the contract's documents."""
    assert all(step.startswith("*") for step in PathWildcard)
