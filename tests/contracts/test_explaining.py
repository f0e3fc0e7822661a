"""Tests of explanations."""

import pytest

from contracts.errors import OptionError
from contracts.explaining import explain, known_ids, listing
from tests.contracts.shop import AT, SHOP


def test_a_rule_is_explained_with_an_example_that_breaks_it():
    """Expression, basis, documented line, contract line and the smallest breach."""
    text = explain("shop.done-does-not-fall", [SHOP], AT)

    assert text.startswith("shop.done-does-not-fall  (rule of shop)\n  What is done")
    assert "rule      self.done >= oldSelf.done" in text
    assert "says      shop_page 46 (inferred)" in text
    assert "contract  shop.yaml:" in text
    assert "followed by the same with /done 3 in place of 4" in text


def test_an_entry_of_the_register_is_explained():
    """Sides, ruling, severity, and the rules that belong to it."""
    text = explain("shop.odd-totals", [SHOP], AT)

    assert "side 1    totals are even" in text
    assert "rules     shop.total-is-even" in text


def test_a_check_is_explained():
    """The sentence that is true of a healthy server."""
    assert explain("answered", [SHOP], AT).startswith("answered  (check)\n  The server answers")


def test_an_unknown_id_is_refused():
    """The nearest one is told."""
    with pytest.raises(OptionError, match="did you mean"):
        explain("shop.odd-total", [SHOP], AT)


def test_everything_that_is_listed_can_be_explained():
    """The list and the explanations agree."""
    names = known_ids([SHOP])

    assert len(listing([SHOP]).splitlines()) == len(names)
    assert all(explain(name, [SHOP], AT).startswith(f"{name}  (") for name in names)
