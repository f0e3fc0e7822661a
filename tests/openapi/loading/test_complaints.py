"""A complaint is recorded once, or ends the loading."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from openapi.contract import Severity
from openapi.errors import DocumentError
from openapi.loading.complaints import Complaints, summary
from openapi.loading.yaml import YamlFile, parse_yaml

FILE = parse_yaml("a: 1\nb: 2\n", file="d.yaml")


def test_a_complaint_names_its_place_once():
    """A complaint is listed once, with file, line and pointer, even if it was recorded twice."""
    complaints = Complaints()
    for _ in range(2):
        complaints.warn("rule", FILE, "/b", DocumentError("is odd", found="2", hint="ignored"))

    [found] = complaints.all()
    assert (found.file, found.line, found.pointer) == ("d.yaml", 2, "/b")
    assert (found.severity, found.found, found.hint) == (Severity.WARNING, "2", "ignored")


def test_a_strict_loader_ends_at_the_first_complaint():
    """The recorded error is raised, or one made from a complaint of a file."""
    lenient = Complaints()
    lenient.warn("rule", FILE, "/a", DocumentError("is odd"))

    for complain in (
        lambda strict: strict.warn("rule", FILE, "/a", DocumentError("is odd")),
        lambda strict: strict.add(lenient.all()),
    ):
        with pytest.raises(DocumentError, match="is odd"):
            complain(Complaints(is_strict=True))


def test_a_strict_loader_says_how_a_lenient_one_reads_it():
    """A refused document is not said to be read or ignored: that is what happens without it."""
    with pytest.raises(DocumentError) as caught:
        Complaints(is_strict=True).warn("rule", FILE, "/a", DocumentError("is", hint="read as b"))

    assert caught.value.hint == "correct it; without --strict it is read as b"


def test_errors_of_a_part_are_raised_by_a_strict_loader_only():
    """A strict loader raises an error about a part of a document; a lenient one lists it."""
    with pytest.raises(DocumentError):
        Complaints(is_strict=True).fail("rule", FILE, "", DocumentError("is broken"))

    complaints = Complaints()
    complaints.fail("rule", FILE, "", DocumentError("is broken"))
    assert [each.severity for each in complaints.all()] == [Severity.ERROR]


def test_what_refuses_a_document_is_kept_only_for_a_list():
    """A loader raises it, a linter lists it."""
    with pytest.raises(DocumentError):
        Complaints().refuse("rule", FILE, "", DocumentError("is broken"))

    linter = Complaints(keeps_errors=True)
    linter.refuse("rule", FILE, "", DocumentError("is broken"))
    assert [each.severity for each in linter.all()] == [Severity.ERROR]


def test_the_summary_is_one_line_that_can_be_pasted():
    """The summary has the number of complaints and the command that lists them."""
    warning, error = (SimpleNamespace(severity=each) for each in (Severity.WARNING, Severity.ERROR))
    contracts = [
        SimpleNamespace(file="my file.yaml", complaints=[warning, warning]),
        SimpleNamespace(file="b.yaml", complaints=[]),
    ]

    assert summary(contracts).startswith("2 warnings")
    assert summary(contracts).endswith("contracts lint 'my file.yaml'")
    assert summary(contracts[1:]) == ""
    contracts[1].complaints += [error, error]
    assert summary(contracts[1:]).startswith("2 errors about")
    assert summary(contracts).startswith("2 errors and 2 warnings about")
    assert summary(contracts, [Path("ours.yaml")]).endswith(" --overlay ours.yaml")


def test_a_line_is_looked_for_when_it_is_asked_for():
    """Counting the complaints about a large JSON file does not read the file again."""

    class Lines(dict[str, int]):
        asked = 0

        def __contains__(self, pointer: object) -> bool:
            self.asked += 1
            return super().__contains__(pointer)

    lines = Lines({"/a": 7})
    complaints = Complaints()
    file = YamlFile(tree={"a": 1}, lines=lines, file="d.json")
    complaints.warn("rule", file, "/a/b", DocumentError("is odd"))

    [found] = complaints.all()

    assert not lines.asked
    assert found.line == 7
