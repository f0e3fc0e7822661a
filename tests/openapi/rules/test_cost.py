"""The cost of rules is bounded: none runs for minutes, and no quick rule is refused."""

import pytest

from openapi.rules.cost import MAX_STEPS, refuse_costly
from openapi.rules.expressions import evaluate
from tests.acceptance.cases import cases

FIFTY = list(range(50))
DEEP = [{"items": [{"parts": [{"n": i} for i in range(20)]} for _ in range(20)]}] * 20


@cases(
    "expression, value",
    {
        "five lists": (
            "self.all(a, self.all(b, self.all(c, self.all(d, self.all(e, a+b+c+d+e >= 0)))))",
            FIFTY,
        ),
        "other macros": (
            "self.map(a, self.filter(b, self.exists(c, self.exists_one(d, a+b+c+d == 7)))) != []",
            FIFTY,
        ),
        "a macro's other spelling": (
            "self.existsOne(a, self.existsOne(b, self.existsOne(c, self.existsOne(d, a == d))))",
            FIFTY,
        ),
        "a literal list": (
            "[1,2].all(a, self.all(b, self.all(c, self.all(d, self.all(e, a+b+c+d+e > 0)))))",
            FIFTY,
        ),
        "spaces": (
            "self . all ( a , self .all( b, self. all(c, self.all(d, a+b+c+d >= 0))))",
            FIFTY,
        ),
        "inner lists crossed": (
            "self.all(a, self.all(b, a.items.all(c, b.items.all(d, c.parts == d.parts))))",
            DEEP * 10,
        ),
        "the same inner list twice": (
            "self.all(a, a.items.all(b, a.items.all(c, a.items.all(d, true))))",
            [{"items": FIFTY * 4}],
        ),
    },
)
def test_an_expression_that_multiplies_lists_is_refused(expression, value):
    """An expression is refused before its evaluation if the product of its lists is too large."""
    with pytest.raises(ValueError, match="the rule may take"):
        evaluate(expression, {"self": value})


@cases(
    "expression, value",
    {
        "one list": ("self.all(a, a >= 0)", list(range(5000))),
        "two lists": ("self.all(a, self.all(b, a + b >= 0))", FIFTY),
        "lists inside items": ("self.all(a, a.items.all(b, b.parts.all(c, c.n >= 0)))", DEEP),
        "one after the other": (
            "self.filter(a, a > 0).map(b, b).filter(c, c > 0).all(d, d > 0)",
            list(range(2000)),
        ),
        "macros in a text": ("self.all(a, '.all(b, self.all(c, self.all(d' != 'x')", FIFTY * 40),
    },
)
def test_an_expression_over_nested_lists_is_evaluated(expression, value):
    """Lists inside the items of lists take linear time, at any depth."""
    assert evaluate(expression, {"self": value}) is True


def test_the_bound_is_the_product_of_the_sizes():
    """Two nested lists of `n` items take `n * n` steps."""
    length = int(MAX_STEPS**0.5)
    expression = "self.all(a, self.all(b, a + b >= 0))"
    refuse_costly(expression, {"self": [0] * length})

    with pytest.raises(ValueError, match="allowed are 2e\\+06"):
        refuse_costly(expression, {"self": [0] * (length + 1)})
