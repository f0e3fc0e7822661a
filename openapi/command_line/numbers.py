"""Numbers within bounds as values of options."""

import math
from typing import Any

import click


class WholeNumber(click.IntRange):
    """A whole number within bounds; the message about another text says which are allowed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - the signature of Click
        """Return the number that a text gives."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not a whole number{_between(self.min, self.max)}", param, ctx)


class Number(click.FloatRange):
    """A number within bounds; the message about another text says which are allowed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - the signature of Click
        """Return the number that a text gives."""
        try:
            number = super().convert(value, param, ctx)
        except click.BadParameter:
            number = math.nan
        # Click finds NaN within any bounds, as no comparison with it is true.
        if math.isnan(number):
            self.fail(f"{value!r} is not a number{_between(self.min, self.max)}", param, ctx)
        return number


def _between(least: float | None, most: float | None) -> str:
    first = "" if least is None else f" from {least}"
    return first if most is None else f"{first} to {most}"
