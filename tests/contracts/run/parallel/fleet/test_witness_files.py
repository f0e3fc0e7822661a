"""Witnesses that travel from a worker to the folder of a run."""

from dataclasses import replace

import pytest

from contracts.run.parallel.fleet.witness_files import taken_texts, with_placed
from tests.contracts.example_report import report


def with_witness(path):
    """Return a report whose first finding names a witness."""
    made = report()
    first, *rest = made.findings
    return replace(made, findings=(replace(first, witness=path), *rest))


def test_witness_arrives_and_leaves_nothing_on_the_worker(tmp_path):
    """The finding of the run names the file in its own folder."""
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    (there / "shop.json").write_text("{}", encoding="utf-8")
    sent = with_witness(str(there / "shop.json"))
    texts = taken_texts(sent, there)
    placed = with_placed(sent, texts, here)

    assert [*there.iterdir()] == []
    assert placed.findings[0].witness == str(here / "shop.json")
    assert (here / "shop.json").read_text(encoding="utf-8") == "{}"


def test_worker_sends_no_other_file(tmp_path):
    """Only what lies in its own folder of witnesses leaves a worker."""
    secret = tmp_path / "secret.json"
    secret.write_text("s3cret", encoding="utf-8")

    assert taken_texts(with_witness(str(secret)), tmp_path / "there") == {}
    assert secret.exists()


@pytest.mark.parametrize("name", ["../out.json", "/out.json", "a/b.json", "", ".hidden", "a\nb"])
def test_name_from_outside_stays_in_the_folder(tmp_path, name):
    """A worker cannot make a run write elsewhere; the finding then has no witness."""
    folder = tmp_path / "here"
    placed = with_placed(with_witness(f"/there/{name}"), {name: "{}"}, folder)

    assert placed.findings[0].witness == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
