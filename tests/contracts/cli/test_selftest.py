"""Tests of `contracts selftest`, without a mock."""

import json

import pytest

from contracts.cli import selftest as command
from contracts.errors import OptionError
from contracts.run.settings.profiles import PROFILES
from contracts.selftest import kill_matrix, runner
from contracts.selftest.kill_matrix import Mutant, judge_trial, matrix_of
from tests.contracts.cli.test_main import run
from tests.contracts.shop import SPEC

MUTANT = Mutant(
    fault="invalid-json",
    api="shop",
    operation="",
    kind="transport",
    summary="The body is no JSON.",
    caught_by=("strict-json",),
)


@pytest.fixture
def asked(monkeypatch):
    """The plans that were asked for; each ends with what `asked.noticed` has noticed."""

    class Asked(list):
        noticed = ("strict-json",)

        def __call__(self, plan, _clock, on_trial):
            self.append(plan)
            trial = judge_trial(MUTANT, self.noticed, {})
            on_trial(trial)
            return matrix_of([trial], [], {}, 1.0)

    found = Asked()
    monkeypatch.setattr(runner, "selftest", found)
    return found


def test_fault_that_is_noticed_ends_with_0(capsys, asked):
    """The matrix is on standard output, and nothing on standard error, which is no terminal."""
    code, out, err = run(capsys, "selftest")

    assert (code, err) == (0, "")
    matrix = matrix_of([judge_trial(MUTANT, asked.noticed, {})], [], {}, 1.0)
    assert out == f"{kill_matrix.as_text(matrix)}\n"


def test_fault_that_is_not_noticed_ends_with_1(capsys, asked):
    """A hole in the checks fails the command, and the fault is named."""
    asked.noticed = ()
    code, out, _ = run(capsys, "selftest")

    assert code == 1
    assert "shop/invalid-json" in out


def test_json_is_the_document(capsys, asked):
    """Programs get one JSON value with the trial."""
    code, out, _ = run(capsys, "selftest", "--format", "json")
    document = json.loads(out)

    assert (code, document["whole"], len(asked)) == (0, True, 1)
    assert [mutant["id"] for mutant in document["mutants"]] == ["shop/invalid-json"]


def test_packaged_explanations_are_of_the_packaged_documents(capsys, asked, tmp_path):
    """Reasons for the packaged faults are not needed for a user's own documents."""
    mine = tmp_path / "mine.yaml"
    run(capsys, "selftest", "--explained", str(mine), "--only", "a", "--only", "b")
    run(capsys, "selftest", "--spec", str(SPEC), "--explained", str(mine), "--url", "http://h")
    packaged, own = asked

    assert [path.name for path in packaged.explanations] == [command.EXPLAINED, "mine.yaml"]
    assert runner.read_explanations(packaged.explanations[:1])
    assert (packaged.only, packaged.url, packaged.settings.specs) == (("a", "b"), "", ())
    assert own.explanations == (mine,)
    assert (own.settings.specs, own.url) == ((SPEC,), "http://h")
    assert own.settings.profile == PROFILES["smoke"]


def test_what_could_not_run_ends_with_2(capsys, monkeypatch):
    """No mutant at all must not look like success."""

    def refuse(*_):
        raise OptionError("no mutant matches", where="--only")

    monkeypatch.setattr(runner, "selftest", refuse)
    code, out, err = run(capsys, "selftest", "--only", "zzz")

    assert (code, out) == (2, "")
    assert "no mutant matches" in err
