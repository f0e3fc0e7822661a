"""Shipped files contain no sentence of the pages, no registry and no path of this machine."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, name_of, shipped_files

SENTENCE = 6
"""Words in a row that count as a sentence of the page."""

PAGES = sorted((ROOT.parent / "shared" / "sources").glob("*.txt"))
"""The texts of the pages, where a checkout has them beside it."""

EXAMPLE_TEXTS = ["404 job with such id wasn't found"]
"""Texts that the documented answers themselves carry."""

TEXT_FILES = [path for path in shipped_files() if path.suffix not in {".png", ".ico", ".gif"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_sentence_of_the_pages_is_shipped(page):
    """Facts, names and examples are taken from the pages; their sentences are not."""
    sentences = set(runs_of_words(prose(page.read_text(encoding="utf-8"))))
    examples = {run for text in EXAMPLE_TEXTS for run in runs_of_words([text])}
    copied = {
        f"{name_of(path)}: {' '.join(run)}"
        for path in TEXT_FILES
        for run in runs_of_words([path.read_text(encoding="utf-8")])
        if run in sentences and run not in examples
    }

    assert not copied, "\n".join(sorted(copied))


def test_sentence_of_a_page_would_be_found():
    """A sentence is found with any line breaks and punctuation."""
    sentence = "One two, three - four (five) six."
    wrapped = 'text: "zero one two\n    three four  five SIX seven"'

    assert set(runs_of_words([sentence])) <= set(runs_of_words([wrapped]))


def test_no_file_names_a_registry_or_this_machine():
    """No shipped file names the host of a package registry or a folder of this machine."""
    private = re.compile(
        "|".join([r"/(?:home|Users)/[a-z]\w+/", *registry_hosts(), *machine_paths()])
    )
    found = {
        f"{name_of(path)}: {match[0]}"
        for path in TEXT_FILES
        for match in private.finditer(path.read_text(encoding="utf-8"))
    }

    assert not found, "\n".join(sorted(found))


def prose(text: str) -> Iterator[str]:
    """Yield the lines of a page without examples, commands and addresses, which are facts."""
    for line in text.splitlines():
        if not line.startswith(('"', "{", "}", "[", "]", "curl", "--header")):
            yield re.sub(r"\S*/\S*", " ", line)


def runs_of_words(texts: Iterator[str] | list[str]) -> Iterator[tuple[str, ...]]:
    """Yield every run of `SENTENCE` words in each text."""
    for text in texts:
        words = re.findall(r"[a-z0-9_']+", text.lower().replace("\u2019", "'"))
        for start in range(len(words) - SENTENCE + 1):
            yield tuple(words[start : start + SENTENCE])


def registry_hosts() -> list[str]:
    """Return patterns of the registries' hosts, built so that none is in this file."""
    return [
        re.escape(".".join(parts))
        for parts in [
            ("pypi", "org"),
            ("files", "pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("deb", "debian", "org"),
            ("crates", "io"),
        ]
    ]


def machine_paths() -> list[str]:
    """Return patterns of folders that exist only on this machine."""
    folders = {ROOT, ROOT.parent, Path.home(), Path(sys.base_prefix)}
    return sorted(re.escape(f"{folder}/") for folder in folders if len(folder.parts) > 1)
