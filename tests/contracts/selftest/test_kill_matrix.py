"""Promises of the kill matrix."""

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


def test_a_mutant_that_is_noticed_as_promised_is_killed():
    """One of the named checks is enough, whoever else objects."""
    trial = judge_trial(MUTANT, ["schema", "other"], {})

    assert trial.fate is MutantStatus.KILLED
    assert trial.noticed_by == ("other", "schema")


def test_a_mutant_that_only_others_notice_survives():
    """What must notice it did not: that is a hole, even though somebody else objected."""
    assert judge_trial(MUTANT, ["other"], {}).fate is MutantStatus.SURVIVED


def test_a_reason_explains_a_survivor_and_only_that():
    """An explanation is used where it is needed, and is stale where it is not."""
    reasons = {"shop/drop.bulks": "the same as no fault"}
    needed = matrix_of([judge_trial(MUTANT, [], reasons)], [], reasons, 1.0)
    stale = matrix_of([judge_trial(MUTANT, ["schema"], reasons)], [], reasons, 1.0)

    assert (needed.is_complete, needed.stale) == (True, ())
    assert (stale.is_complete, stale.stale) == (False, ("shop/drop.bulks",))


def test_a_rule_that_nothing_triggers_is_named():
    """A rule that never objected to any mutant proves nothing."""
    matrix = matrix_of([judge_trial(MUTANT, ["schema"], {})], ["shop.sum"], {}, 1.0)

    assert matrix.untriggered == {"shop.sum": ""}
    assert not matrix.is_complete
    assert "untriggered  shop.sum" in as_text(matrix)


def test_an_explained_rule_is_no_hole():
    """A written reason takes the place of a trigger."""
    trials = [judge_trial(MUTANT, ["schema"], {})]

    assert matrix_of(trials, ["shop.sum"], {"shop.sum": "about the client"}, 1.0).is_complete


def test_nothing_tried_is_not_whole():
    """An empty matrix has shown nothing."""
    assert not matrix_of([], [], {}, 0.0).is_complete


def test_the_text_names_survivors_first_and_ends_with_the_score():
    """A reader sees what is wrong, who should have seen it, and the sum."""
    text = as_text(matrix_of([judge_trial(MUTANT, ["other"], {})], [], {}, 2.0))

    assert text.splitlines() == [
        "survived  shop/drop.bulks: bulks is missing.",
        "          must be noticed by schema; was by other",
        "not whole: 1 mutants, 0 killed, 0 explained, 1 survived (2 s)",
    ]


def test_the_document_has_a_version_and_every_trial():
    """Programs read the same facts."""
    document = as_document(matrix_of([judge_trial(MUTANT, ["schema"], {})], [], {}, 2.0))

    assert document["version"] == 1
    assert document["counts"] == {"killed": 1, "explained": 0, "survived": 0}
    assert document["mutants"][0]["noticed_by"] == ["schema"]
