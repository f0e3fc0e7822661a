"""Tests of explanations."""

import pytest

from contracts.errors import OptionError
from contracts.explain.explanation import explain, known_ids, list_explanations
from openapi.loading.document import load_contract
from tests.contracts.shop import AT, SHOP, SPEC
from tests.packaged import packaged_contracts


def test_a_rule_is_explained_with_an_example_that_breaks_it():
    """Expression, source, contract line and the example that breaks it are shown."""
    text = explain("shop.done-does-not-fall", [SHOP], AT)

    assert text.startswith("shop.done-does-not-fall  (rule of shop)\n  What is done")
    assert "rule      self.done >= oldSelf.done" in text
    assert "source    shop_page 46 (inferred)" in text
    assert "contract  shop.yaml:" in text
    assert "followed by the same example with /done 3" in text


def test_a_missing_example_of_a_rule_is_stated():
    """No example is invented where the document has no `broken`."""
    text = explain("shop.open-is-unfinished", [SHOP], AT)

    assert "broken    the contract has no example for it (`broken` beside the rule)" in text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"done": 2}, "not by the example 'documented' of showOrder with /done 2, although"),
        ({"missing/x": 2}, "the example 'documented', or a place that `broken` changes, does not"),
    ],
)
def test_an_example_that_does_not_break_its_rule_is_reported(tmp_path, changes, text):
    """An example of a document is judged before it is shown."""
    written = SPEC.read_text(encoding="utf-8")
    [(name, value)] = changes.items()
    wrong = written.replace("set: {/done: 10}", f"set: {{/{name}: {value}}}")
    (tmp_path / "shop.yaml").write_text(wrong, encoding="utf-8")

    assert f"broken    {text}" in explain(
        "shop.parts-within-total", [load_contract(tmp_path / "shop.yaml")], AT
    )


def test_a_discrepancy_is_explained():
    """Sides, ruling, severity and the rules that belong to it are shown."""
    text = explain("shop.odd-totals", [SHOP], AT)

    assert "side 1    totals are even" in text
    assert "rules     shop.total-is-even" in text


def test_a_check_is_explained():
    """Summary, basis, an example of a violation and the check's needs are shown."""
    text = explain("access-enforced", [SHOP], AT)

    assert text.startswith("access-enforced  (check)\n  Without the right credential")
    assert "rests on  the security requirements of the contract" in text
    assert "broken    by this: without the token" in text
    assert "needs     credentials; for a remote server --probe-access" in text
    assert "a mock accepts all requests unless" in " ".join(text.split())


def test_the_check_of_all_rules_is_not_explained():
    """The rules have ids of their own."""
    with pytest.raises(OptionError, match="no check, rule or discrepancy 'rules'"):
        explain("rules", [SHOP], AT)


EVERY = (*packaged_contracts(), SHOP)


@pytest.mark.parametrize("name", dict.fromkeys(known_ids(EVERY)))
def test_every_explanation_has_its_basis_and_a_violation(name):
    """Every id that a report names is explained, with its basis and a violation."""
    text = explain(name, EVERY, AT)

    about = {
        row.split()[0] if row.startswith("  ") else ""
        for row in text.splitlines()
        if not row.startswith("   ")
    }
    if "(check)" in text:
        assert about >= {"rests", "broken"}
    elif "(rule of" in text:
        assert about >= {"rule", "severity", "source", "contract", "broken"}
        assert ("broken    by the example" in text) is (name != "shop.open-is-unfinished")
    else:
        assert about >= {"side", "ruling", "severity"}


def test_an_unknown_id_is_refused():
    """The message names the nearest id."""
    with pytest.raises(OptionError, match="did you mean"):
        explain("shop.odd-total", [SHOP], AT)


def test_every_listed_id_can_be_explained():
    """The list and the explanations agree."""
    names = known_ids([SHOP])

    assert len(list_explanations([SHOP]).splitlines()) == len(names)
    assert all(explain(name, [SHOP], AT).startswith(f"{name}  (") for name in names)
