"""Regular expressions of other languages are read as what was meant."""

from openapi.loading.upgrading.regexes import usable_pattern
from openapi.schema.validation import SchemaValidator
from tests.acceptance.cases import cases


@cases(
    "pattern, text, other",
    {
        "plain": ("^[a-z]+$", "abc", "a1"),
        "delimited": ("/^[a-z]+$/i", "ABC", "a1"),
        "braces": ("^{id}$", "{id}", "id"),
        "quantifier": ("^a{2}$", "aa", "a{2}"),
        "ends": (r"\A[0-9]+\Z", "12", "12a"),
    },
)
def test_a_pattern_means_what_its_author_meant(pattern, text, other):
    """The usable pattern takes the text and refuses the other one."""
    validator = SchemaValidator({"pattern": usable_pattern(pattern)})

    assert validator.is_valid(text)
    assert not validator.is_valid(other)


def test_what_is_no_pattern_is_none():
    """Nothing is made up for it."""
    assert usable_pattern("(") is None
    assert usable_pattern("[z-a]") is None
