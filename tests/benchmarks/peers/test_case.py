"""Cases are read from their files."""

import pytest

from tests.benchmarks.peers.case import parse_case, read_cases, read_reasons

TEXT = """====test====
A pet is served.
====spec====
openapi: 3.0.0
====server====
mock -d -p 4010 ${document}
====command====
curl -i http://localhost:4010/pets

====expect-loose====
HTTP/1.1 200 OK
"""


def test_a_case_has_what_is_needed_to_run_it():
    """The options of the server are kept, without its port."""
    case = parse_case("pets/one", TEXT)

    assert (case.document, case.flags) == ("openapi: 3.0.0\n", ("-d",))
    assert (case.command, case.is_exact) == ("curl -i http://localhost:4010/pets", False)


@pytest.mark.parametrize("word", ["spec", "command", "expect-loose"])
def test_a_case_that_lacks_a_section_is_refused(word):
    """The message names the case."""
    with pytest.raises(ValueError, match="pets/one lacks"):
        parse_case("pets/one", TEXT.replace(f"===={word}====", "====other===="))


def test_cases_of_all_subjects_are_read(tmp_path):
    """A case is named after its file and its line."""
    (tmp_path / "cats.txt").write_text(f"====case a====\n{TEXT}\n====case b====\n{TEXT}")
    (tmp_path / "dogs.txt").write_text(f"====case a====\n{TEXT}")

    assert [each.name for each in read_cases(tmp_path)] == ["cats/a", "cats/b", "dogs/a"]


def test_every_reason_is_that_of_a_case():
    """A case that was renamed or removed leaves no reason behind."""
    assert read_reasons().keys() <= {case.name for case in read_cases()}
