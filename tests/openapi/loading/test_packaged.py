"""The packaged documents, and their prepared form."""

import json
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from openapi.json.pointers import iter_values
from openapi.loading import packaged
from openapi.loading.complaints import Complaints
from openapi.loading.document import load_contracts
from openapi.loading.operations.contract import contract_of
from openapi.loading.packaged import packaged_documents, packaged_states, read_prepared

READINGS = {"placewise.payload-key": "singular"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder with the packaged documents, in a process that writes compiled modules."""
    for path in packaged_documents()[0].parent.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(packaged, "HOME", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def prepared(home):
    """Return the path of the prepared form: beside the compiled modules of the folder."""
    return Path(cache_from_source(str(home / "documents.py"))).with_suffix(".json")


def test_packaged_documents_are_the_two_apis():
    """Registers and lists of sources are no documents."""
    assert [path.name for path in packaged_documents()] == ["elastic_path.yaml", "placewise.yaml"]


@pytest.mark.usefixtures("home")
def test_prepared_form_gives_the_contracts_that_the_documents_give():
    """The second process reads the prepared form, and finds nothing different, lines included."""
    states = packaged_states()
    before, read = read_prepared(states), load_contracts()
    again = load_from_prepared(states)

    assert before is None
    assert repr(again) == repr(read)
    assert [each.place("/paths") for each in again] == [each.place("/paths") for each in read]
    for each, other in zip(again, read, strict=True):
        pointers = [pointer for pointer, _ in iter_values(each.tree)]
        assert [*map(each.place, pointers)] == [*map(other.place, pointers)]
    assert [each.tree for each in again] == [each.tree for each in read]


def load_from_prepared(states):
    """Return the contracts of another process, which has nothing in memory."""
    strict = Complaints(is_strict=True)
    return tuple(contract_of(document, strict) for document in read_prepared(states))


@pytest.mark.parametrize("name", ["placewise.yaml", "discrepancies.yaml", "loading/new.py"])
def test_prepared_form_of_other_files_is_not_used(home, name):
    """After a change of a document, the register or a module, the documents are read."""
    load_contracts()
    (home / name).parent.mkdir(exist_ok=True)
    with (home / name).open("a") as file:
        file.write("\n")

    assert read_prepared(packaged_states()) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"states": 1}', b"\xff", b"[" * 100_000])
def test_prepared_form_that_is_broken_has_no_effect(home, content):
    """A file that was cut or changed is no reason not to serve."""
    load_contracts()
    prepared(home).write_bytes(content)

    assert read_prepared(packaged_states()) is None
    assert len(load_contracts()) == 2


@pytest.mark.parametrize("why", ["no-bytecode", "reading", "no-folder"])
def test_prepared_form_is_not_written(home, monkeypatch, why):
    """Not where Python writes no compiled modules, and not under a reading that was chosen."""
    monkeypatch.setattr(sys, "dont_write_bytecode", why == "no-bytecode")
    if why == "no-folder":
        prepared(home).parent.write_text("a file in its place")

    contracts = load_contracts(readings=READINGS if why == "reading" else {})

    assert len(contracts) == 2
    assert not prepared(home).exists()


def test_prepared_form_is_json_and_complete(home):
    """It is data and no code, and nothing unfinished is left beside it."""
    load_contracts()

    assert set(json.loads(prepared(home).read_bytes())) == {"states", "documents"}
    assert [path.name for path in prepared(home).parent.iterdir()] == [prepared(home).name]


@pytest.mark.parametrize("name", ["discrepancies.yaml", "placewise.yaml"])
def test_packaged_documents_are_read_again_only_if_a_file_has_changed(home, name):
    """A process that runs hundreds of checks reads them once; a saved file is never missed."""
    first, again, other = load_contracts(), load_contracts(), load_contracts(readings=READINGS)
    with (home / name).open("a") as file:
        file.write("\n")
    saved = load_contracts()

    assert [one is two for one, two in zip(first, again, strict=True)] == [True, True]
    assert [one is two for one, two in zip(first, other, strict=True)] == [False, False]
    assert [one is two for one, two in zip(first, saved, strict=True)] == [False, False]
