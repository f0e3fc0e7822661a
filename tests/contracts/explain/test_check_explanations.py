"""Tests of the packaged explanations of checks."""

from contracts.checks.all_checks import CHECKS
from contracts.explain.check_explanations import FILE, check_explanations
from openapi.loading.yaml import read_yaml


def test_exactly_the_checks_are_explained():
    """The explanations have the order in which verdicts are shown."""
    assert list(check_explanations()) == [check.id for check in CHECKS if check.id != "rules"]


def test_an_explanation_has_these_keys_and_texts():
    """A misspelt key in the file is found."""
    for name, entry in read_yaml(FILE).tree.items():
        assert set(entry) - {"needs"} == {"rests on", "broken"}, name
        assert all(isinstance(text, str) and len(text) > 10 for text in entry.values()), name
