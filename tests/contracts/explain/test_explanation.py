"""Tests of explanations."""

import pytest

from contracts.errors import OptionError
from contracts.explain.explanation import explain, known_ids, list_explanations
from openapi.loading.document import load_contract, load_contracts
from tests.contracts.shop import AT, SHOP, SPEC


def test_a_rule_is_explained_with_an_example_that_breaks_it():
    """Expression, basis, documented line, contract line and the example that breaks it."""
    text = explain("shop.done-does-not-fall", [SHOP], AT)

    assert text.startswith("shop.done-does-not-fall  (rule of shop)\n  What is done")
    assert "rule      self.done >= oldSelf.done" in text
    assert "says      shop_page 46 (inferred)" in text
    assert "contract  shop.yaml:" in text
    assert "followed by the same example with /done 3" in text


def test_a_rule_without_an_example_says_so():
    """Nothing is made up where the document has no `broken`."""
    text = explain("shop.open-is-unfinished", [SHOP], AT)

    assert "broken    no example is given (`broken` beside the rule)" in text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"done": 2}, "not by the example 'documented' of showOrder with /done 2, though"),
        ({"missing/x": 2}, "the example 'documented', or a place that `broken` changes, does not"),
    ],
)
def test_an_example_that_does_not_break_its_rule_is_not_believed(tmp_path, changes, text):
    """What a document claims is judged before it is shown."""
    written = SPEC.read_text(encoding="utf-8")
    [(name, value)] = changes.items()
    wrong = written.replace("set: {/done: 10}", f"set: {{/{name}: {value}}}")
    (tmp_path / "shop.yaml").write_text(wrong, encoding="utf-8")

    assert f"broken    {text}" in explain(
        "shop.parts-within-total", [load_contract(tmp_path / "shop.yaml")], AT
    )


def test_an_entry_of_the_register_is_explained():
    """Sides, ruling, severity, and the rules that belong to it."""
    text = explain("shop.odd-totals", [SHOP], AT)

    assert "side 1    totals are even" in text
    assert "rules     shop.total-is-even" in text


def test_a_check_is_explained():
    """The sentence that is true of a healthy server, its basis, and an example that breaks it."""
    text = explain("access-enforced", [SHOP], AT)

    assert text.startswith("access-enforced  (check)\n  Without the right credential")
    assert "rests on  the security requirements of the contract" in text
    assert "broken    by this: without the token" in text
    assert "needs     credentials; off this machine --probe-access" in text


def test_the_table_of_rules_is_no_check_to_ask_for():
    """Its rules have ids of their own."""
    with pytest.raises(OptionError, match="no check, rule or discrepancy 'rules'"):
        explain("rules", [SHOP], AT)


EVERY = (*load_contracts(), SHOP)


@pytest.mark.parametrize("name", dict.fromkeys(known_ids(EVERY)))
def test_everything_says_what_it_rests_on_and_what_breaks_it(name):
    """Whatever a report names: rule or check, basis, documented line, and a breaking example."""
    text = explain(name, EVERY, AT)

    about = {
        row.split()[0] if row.startswith("  ") else ""
        for row in text.splitlines()
        if not row.startswith("   ")
    }
    if "(check)" in text:
        assert about >= {"rests", "broken"}
    elif "(rule of" in text:
        assert about >= {"rule", "severity", "says", "contract", "broken"}
        assert ("broken    by the example" in text) is (name != "shop.open-is-unfinished")
    else:
        assert about >= {"side", "ruling", "severity"}


def test_an_unknown_id_is_refused():
    """The nearest one is told."""
    with pytest.raises(OptionError, match="did you mean"):
        explain("shop.odd-total", [SHOP], AT)


def test_everything_that_is_listed_can_be_explained():
    """The list and the explanations agree."""
    names = known_ids([SHOP])

    assert len(list_explanations([SHOP]).splitlines()) == len(names)
    assert all(explain(name, [SHOP], AT).startswith(f"{name}  (") for name in names)
