"""Regular expressions of other engines are converted."""

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
        "large count": ("^.{1,2097152}$", "a", ""),
        "large least count": ("^[a-z]{2097152}$", "a" * 1000, "a" * 999),
        "large counts of a group": ("^([a-z]{1,60000}x){1,60000}$", "axbx", "ax1x"),
        "more digits than Python reads": (f"^.{{1,{'9' * 5000}}}$", "a", ""),
    },
)
def test_a_converted_pattern_keeps_its_meaning(pattern, text, other):
    """The converted pattern matches the one text and not the other."""
    validator = SchemaValidator({"pattern": usable_pattern(pattern)})

    assert validator.is_valid(text)
    assert not validator.is_valid(other)


def test_an_invalid_pattern_is_none():
    """An invalid pattern is not replaced by a guess."""
    assert usable_pattern("(") is None
    assert usable_pattern("[z-a]") is None


def test_a_count_that_the_engine_takes_stays():
    """Nothing is lost that can be judged."""
    assert usable_pattern("^[a-z]{1,2048}$") == "^[a-z]{1,2048}$"
