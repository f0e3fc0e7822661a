"""Tests of the kill matrix."""

from contracts.selftest.kill_matrix import (
    Mutant,
    MutantStatus,
    as_document,
    as_text,
    judge_trial,
    matrix_of,
)

MUTANT = Mutant(
    fault="drop.bulks",
    api="shop",
    operation="show",
    kind="contract",
    summary="bulks is missing.",
    caught_by=("schema",),
)


def test_a_mutant_that_a_named_check_notices_is_killed():
    """One of the named checks is enough; others may notice it, too."""
    trial = judge_trial(MUTANT, ["schema", "other"], {})

    assert trial.status is MutantStatus.KILLED
    assert trial.noticed_by == ("other", "schema")


def test_a_mutant_that_only_other_checks_notice_survives():
    """If none of the named checks notices it, that is a gap, even if others do."""
    assert judge_trial(MUTANT, ["other"], {}).status is MutantStatus.SURVIVED


def test_a_reason_explains_a_survivor_only():
    """An explanation of a killed mutant is stale."""
    reasons = {"shop/drop.bulks": "the same as no fault"}
    needed = matrix_of([judge_trial(MUTANT, [], reasons)], [], reasons, 1.0)
    stale = matrix_of([judge_trial(MUTANT, ["schema"], reasons)], [], reasons, 1.0)

    assert (needed.is_complete, needed.stale) == (True, ())
    assert (stale.is_complete, stale.stale) == (False, ("shop/drop.bulks",))


def test_an_untriggered_rule_is_named():
    """A rule without a finding for any mutant proves nothing."""
    matrix = matrix_of([judge_trial(MUTANT, ["schema"], {})], ["shop.sum"], {}, 1.0)

    assert matrix.untriggered == {"shop.sum": ""}
    assert not matrix.is_complete
    assert "untriggered  shop.sum" in as_text(matrix)


def test_an_explained_rule_is_no_gap():
    """A rule with a written reason need not be triggered."""
    trials = [judge_trial(MUTANT, ["schema"], {})]

    assert matrix_of(trials, ["shop.sum"], {"shop.sum": "about the client"}, 1.0).is_complete


def test_a_matrix_without_trials_is_incomplete():
    """An empty matrix proves nothing."""
    assert not matrix_of([], [], {}, 0.0).is_complete


def test_the_text_names_survivors_first_and_ends_with_the_score():
    """The text shows what survived, which checks should have noticed it, and the totals."""
    text = as_text(matrix_of([judge_trial(MUTANT, ["other"], {})], [], {}, 2.0))

    assert text.splitlines() == [
        "survived  shop/drop.bulks: bulks is missing.",
        "          must be noticed by schema; was noticed by other",
        "incomplete: 1 mutants, 0 killed, 0 explained, 1 survived (2 s)",
    ]


def test_the_document_has_a_version_and_every_trial():
    """The JSON has the same facts as the text."""
    document = as_document(matrix_of([judge_trial(MUTANT, ["schema"], {})], [], {}, 2.0))

    assert document["version"] == 1
    assert document["counts"] == {"killed": 1, "explained": 0, "survived": 0}
    assert document["mutants"][0]["noticed_by"] == ["schema"]
