"""Tests of `contracts learn`, in this process."""

import json

import pytest

from tests.contracts.cli.test_main import run
from tests.contracts.recording import archive, entry


@pytest.fixture
def har(tmp_path, monkeypatch):
    """Return a recording."""
    monkeypatch.delenv("CI", raising=False)
    path = tmp_path / "a.har"
    path.write_bytes(archive(entry(), entry("https://other.example/x", {})))
    return path


def test_a_document_is_written_to_standard_output_and_notes_beside_it(capsys, har):
    """So that it can be piped."""
    code, out, err = run(capsys, "learn", str(har))

    assert code == 0
    assert out.startswith('openapi: "3.1.1"\n')
    assert "other servers" in err
    assert run(capsys, "learn", str(har), "--quiet")[2] == ""


def test_a_name_that_ends_with_json_gets_json(capsys, har, tmp_path):
    """Both are documents."""
    run(capsys, "learn", str(har), "-o", str(tmp_path / "d.json"), "--api", "shop")
    run(capsys, "learn", str(har), "-o", str(tmp_path / "d.yaml"))

    assert json.loads((tmp_path / "d.json").read_text())["x-api"] == "shop"
    assert (tmp_path / "d.yaml").read_text().startswith("openapi:")


def test_a_name_that_a_document_cannot_have_is_refused(capsys, har):
    """Before anything is written."""
    code, out, err = run(capsys, "learn", str(har), "--api", "My Shop")

    assert (code, out) == (2, "")
    assert "[a-z][a-z0-9_]*" in err


def test_what_cannot_be_read_ends_with_2_and_writes_nothing(capsys, tmp_path):
    """No half of a document."""
    code, out, err = run(capsys, "learn", "none.har", "-o", str(tmp_path / "d.yaml"))

    assert (code, out) == (2, "")
    assert "cannot be opened" in err
    assert not (tmp_path / "d.yaml").exists()


def test_a_file_that_a_person_may_have_changed_is_not_replaced(capsys, har, tmp_path):
    """Rules are accepted in it by hand; `--force` replaces it."""
    path = tmp_path / "d.yaml"
    path.write_text("mine", encoding="utf-8")

    code, _, err = run(capsys, "learn", str(har), "-o", str(path))

    assert (code, path.read_text()) == (2, "mine")
    assert "--force" in err
    assert run(capsys, "learn", str(har), "-o", str(path), "--force")[0] == 0
    assert path.read_text().startswith("openapi:")
    assert [each.name for each in tmp_path.iterdir()] == ["a.har", "d.yaml"]


def test_one_line_sums_up_what_was_learned(capsys, har, tmp_path):
    """How much there is to review, and what was left out."""
    sums = [{"a": n, "b": n * n, "total": n + n * n} for n in range(12)]
    orders = [entry(f"https://a.example/orders/{n}", each) for n, each in enumerate(sums)]
    missing = entry("https://a.example/none", {}, status=404)
    har.write_bytes(archive(*orders, missing))
    path = tmp_path / "d.json"
    _, out, err = run(capsys, "learn", str(har), "-o", str(path))
    rules = path.read_text().count('"set": "learned"')

    assert out == ""
    assert rules > 0
    assert err == (
        f"learned: 1 operation, {rules} rule{'s' * (rules != 1)} to review; 1 operation left out "
        f"that only ever answered 404, 405 or 501; written to {path}\n"
    )


def test_objects_of_several_kinds_are_a_union_and_no_rules(capsys, har):
    """The union says which members a kind has; it is counted for review."""
    cards = [{"type": "card", "number": str(n), "paid_at": f"2026-01-{n:02}"} for n in range(1, 6)]
    ibans = [{"type": "iban", "iban": str(n)} for n in range(1, 6)]
    har.write_bytes(archive(entry("https://a.example/v1/payments", [*cards, *ibans])))
    code, out, err = run(capsys, "learn", str(har), "-o", "-")

    assert (code, "x-rules" in out, "oneOf" in out) == (0, False, True)
    assert err == "learned: 1 operation, 0 rules and 1 union to review\n"


def test_the_documented_next_step_works_without_a_rule_too(capsys, har, tmp_path):
    """`--rules learned` judges a learned document of which no rule was proposed."""
    path = tmp_path / "d.yaml"
    run(capsys, "learn", str(har), "-o", str(path), "--url", "https://shop.example")
    code, out, err = run(capsys, "har", str(har), "--spec", str(path), "--rules", "learned")

    assert (code, err) == (0, "")
    assert "passed" in out


def test_half_a_recording_ends_with_1(capsys, tmp_path):
    """What was read is written, and a script sees that it is not everything."""
    half = tmp_path / "half.har"
    half.write_bytes(archive(entry(), entry())[:-300])

    code, out, err = run(capsys, "learn", str(half))

    assert code == 1
    assert out.startswith("openapi: ")
    assert "half.har could not be read after entry 1" in err
