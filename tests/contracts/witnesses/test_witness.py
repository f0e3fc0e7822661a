"""Tests of witnesses as files."""

import json
from dataclasses import replace

import pytest

from contracts.errors import OptionError, ReportError
from contracts.http.messages.redaction import Redactor
from contracts.http.messages.serialization import redact_exchanges
from contracts.witnesses.witness import Witness, as_document, read_witness, write_witness
from tests.contracts.shop import exchange

WITNESS = Witness(
    id="0123456789ab",
    rule="schema",
    severity="error",
    message="/status is lost.",
    api="shop",
    operation="showOrder",
    base_url="http://127.0.0.1:4010/v1",
    rounds=1,
    steps=redact_exchanges([exchange()], Redactor()),
    variables=frozenset({"SHOP_TOKEN"}),
    sets=frozenset({"lifecycle"}),
    readings={"a.b": "c"},
)


def test_a_witness_is_read_as_it_was_written(tmp_path):
    """The file holds all of it, in a folder that is made."""
    path = write_witness(WITNESS, tmp_path / "new" / "folder")

    assert path.name == "shop.schema.0123456789ab.json"
    assert read_witness(path) == WITNESS


def test_a_witness_is_replaced_as_a_whole(tmp_path):
    """A reader of the old file keeps the old content; no other file is left."""
    path = write_witness(WITNESS, tmp_path)
    with path.open(encoding="utf-8") as old:
        write_witness(replace(WITNESS, message="/status is gone."), tmp_path)

        assert json.load(old)["message"] == WITNESS.message
    assert read_witness(path).message == "/status is gone."
    assert list(tmp_path.iterdir()) == [path]


def test_the_shape_has_a_version():
    """Programs can check the version."""
    assert as_document(WITNESS)["version"] == 1


def test_a_folder_that_cannot_be_made_is_reported(tmp_path):
    """A file in the place of the folder is refused with a message."""
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ReportError, match="a witness cannot be written"):
        write_witness(WITNESS, tmp_path / "file")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no JSON"),
        ("[]", "no JSON object"),
        ("[" * 100_000, "no JSON"),
        ("{}", "version None"),
        ('{"version": 2}', "version 2"),
        ('{"version": 1, "exchanges": []}', "no usable exchanges"),
        ('{"version": 1, "exchanges": [{}]}', "no usable id"),
    ],
)
def test_a_file_that_is_no_witness_is_refused(tmp_path, text, found):
    """The message says which file, and what is wrong with it."""
    path = tmp_path / "w.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(OptionError, match="this is not a witness") as caught:
        read_witness(path)

    assert caught.value.found.startswith(found)


def test_a_file_that_is_not_there_is_reported(tmp_path):
    """A wrong path is refused with a message."""
    with pytest.raises(OptionError, match="this is not a witness"):
        read_witness(tmp_path / "nowhere.json")


def test_wrong_names_in_lists_are_left_out(tmp_path):
    """Lists hold texts only; other values are ignored."""
    document = {**as_document(WITNESS), "variables": [1, "SHOP_TOKEN"], "rule_sets": "x"}
    path = tmp_path / "w.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    witness = read_witness(path)

    assert (witness.variables, witness.sets) == ({"SHOP_TOKEN"}, frozenset())
