"""Every citation of the packaged contracts can be proved."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from openapi.contract import Basis, Source
from openapi.json.parsing import dump_json
from openapi.json.pointers import iter_values
from openapi.loading.sources import parse_lines, parse_source
from openapi.loading.yaml import read_yaml
from openapi.schema.examples import documented_examples
from tests.acceptance.cases import cases
from tests.openapi.documents import PACKAGE, SOURCES
from tests.openapi.shipped_sources import canonical_hash, line_hash, load_sources
from tests.packaged import packaged_contracts

SHIPPED = load_sources(PACKAGE / "sources.yaml")
PAGES = {
    name: (SOURCES / page.file).read_text("utf-8").splitlines()
    for name, page in SHIPPED.pages.items()
    if (SOURCES / page.file).is_file()
}
"""The lines of the pages that are at hand; none on other people's machines."""


@dataclass(frozen=True)
class Citation:
    """An x-source and its place."""

    place: str
    source: Source


def citations() -> Iterator[Citation]:
    """Yield every x-source of the shipped YAML files, overlays included."""
    for name in ("placewise.yaml", "elastic_path.yaml", "discrepancies.yaml"):
        for pointer, value in iter_values(read_yaml(PACKAGE / name).tree):
            # What an overlay merges into an x-source is a part of one only.
            if isinstance(value, dict) and pointer.endswith("/x-source") and "basis" in value:
                yield Citation(f"{name}{pointer}", parse_source(value))


CITATIONS = [*citations()]
CITED = {
    (each.source.document, number)
    for each in CITATIONS
    for first, last in each.source.lines
    for number in range(first, last + 1)
}
EXAMPLES = {
    f"{contract.api}.{found.example.name}": found.example
    for contract in packaged_contracts()
    for found in documented_examples(contract)
}


def test_there_are_citations():
    """The tests below do not pass on an empty list."""
    assert len(CITATIONS) > 150
    assert SHIPPED.pages.keys() == {"placewise", "elastic_path"}


def test_every_cited_line_has_a_hash_and_no_other():
    """A new citation needs a hash, and a hash without a citation is removed."""
    hashed = {(name, line) for name, page in SHIPPED.pages.items() for line in page.hashes}

    assert hashed == CITED


def test_citations_stay_within_their_page():
    """A range is ascending and within the page."""
    for citation in CITATIONS:
        for first, last in citation.source.lines:
            lines = SHIPPED.pages[citation.source.document].lines
            assert 1 <= first <= last <= lines, citation.place


def test_documented_values_have_lines():
    """A citation without lines is inferred or upstream, and then has a note."""
    for citation in CITATIONS:
        source = citation.source
        if source.basis in {Basis.INFERRED, Basis.UPSTREAM}:
            assert source.lines or source.note, citation.place
        else:
            assert source.lines, citation.place
        assert bool(source.lines) == bool(source.document), citation.place


def test_facts_are_no_sentences():
    """Sentences of the pages are not shipped; names, numbers and short phrases are."""
    for citation in CITATIONS:
        for fact in citation.source.facts:
            assert len(fact.split()) <= 6, citation.place
            assert not fact.endswith("."), citation.place


def test_hashes_have_their_form():
    """A line's hash has sixteen hexadecimal digits, an example's sixty-four."""
    for page in SHIPPED.pages.values():
        assert all(len(text) == 16 and int(text, 16) >= 0 for text in page.hashes.values())
    for example in SHIPPED.examples.values():
        assert len(example.sha256) == 64
        assert int(example.sha256, 16) > 0


def test_every_documented_example_has_a_hash():
    """An example that cites the page can be compared with it."""
    documented = {
        name
        for name, example in EXAMPLES.items()
        if example.source and example.source.basis in {Basis.DOCUMENTED, Basis.PLACEHOLDER}
    }

    assert documented == SHIPPED.examples.keys()


@pytest.mark.parametrize("name", sorted(SHIPPED.examples))
def test_documented_examples_are_unchanged(name):
    """The hash of the packaged example is that of the page's example."""
    example = EXAMPLES[name]

    assert canonical_hash(example.value) == SHIPPED.examples[name].sha256
    assert example.source.lines == SHIPPED.examples[name].lines
    assert example.source.document == SHIPPED.examples[name].document


def test_pages_are_the_ones_that_were_read():
    """With the pages at hand, every cited line has the shipped hash."""
    for name, lines in PAGES.items():
        page = SHIPPED.pages[name]
        assert len(lines) == page.lines
        assert {number: line_hash(lines[number - 1]) for number in page.hashes} == page.hashes


def test_facts_are_found_in_their_lines():
    """With the pages at hand, every fact is found in one of its cited lines."""
    for citation in CITATIONS:
        lines = PAGES.get(citation.source.document)
        spans = citation.source.lines
        cited = [line for first, last in spans for line in (lines or [])[first - 1 : last]]
        for fact in citation.source.facts if lines else ():
            assert any(fact in line for line in cited), (citation.place, fact)


def test_examples_are_those_of_the_pages():
    """With the pages at hand, each example is JSON-equal to that of the page."""
    for name, sourced in SHIPPED.examples.items():
        if sourced.document in PAGES:
            ((first, last),) = sourced.lines
            on_the_page = json.loads("\n".join(PAGES[sourced.document][first - 1 : last]))
            assert dump_json(EXAMPLES[name].value) == dump_json(on_the_page), name


def test_sentences_of_the_pages_are_not_shipped():
    """No sentence of five words or more is in the YAML, the 404's body excepted."""
    shipped = " ".join(
        " ".join((PACKAGE / file).read_text("utf-8").split()).lower()
        for file in ("placewise.yaml", "elastic_path.yaml", "discrepancies.yaml", "sources.yaml")
    )
    sentences = {
        sentence.strip(" .").lower()
        for line in itertools.chain.from_iterable(PAGES.values())
        for cell in line.split("|")
        for sentence in cell.split(". ")
        if len(sentence.split()) >= 5
    }

    found = {sentence for sentence in sentences if sentence in shipped}

    assert found <= {"job with such id wasn't found"}


@cases(
    "text, spans",
    {
        "line": ("124", ((124, 124),)),
        "range": ("135-147", ((135, 147),)),
        "both": ("124, 135-147,150", ((124, 124), (135, 147), (150, 150))),
    },
)
def test_lines_are_read(text, spans):
    """Line ranges are parsed as people write them."""
    assert parse_lines(text) == spans


def test_source_is_read_from_its_extension():
    """One fact or several, and a note or none, are read."""
    extension = {"document": "p", "lines": "1-2", "basis": "example", "fact": "x", "note": "n"}

    assert parse_source(extension) == Source(
        basis=Basis.EXAMPLE, document="p", lines=((1, 2),), facts=("x",), note="n"
    )
    assert parse_source({"basis": "inferred", "fact": ["x", "y"]}).facts == ("x", "y")
    assert parse_source(None) is None


def test_source_is_cited_in_one_line():
    """Findings cite a source on one line."""
    source = parse_source({"document": "placewise", "lines": "124, 135-147", "basis": "documented"})

    assert str(source) == "placewise 124, 135-147 (documented)"
    assert str(parse_source({"basis": "upstream", "note": "x"})) == "(upstream)"


def test_line_hash_overlooks_blanks_at_the_end():
    """White space at the end of a line has no effect on its hash."""
    assert line_hash("a b  \r\n") == line_hash("a b")
    assert line_hash("a  b") != line_hash("a b")


def test_canonical_hash_overlooks_order_only():
    """The order of keys has no effect on the hash; the form of a number has."""
    assert canonical_hash({"a": 1, "b": [2, 3]}) == canonical_hash({"b": [2, 3], "a": 1})
    assert canonical_hash({"a": 1}) != canonical_hash({"a": 1.0})
    assert canonical_hash({"a": [1, 2]}) != canonical_hash({"a": [2, 1]})
