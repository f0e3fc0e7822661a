"""Proofs of citations: the hashes of `sources.yaml` for cited lines and documented examples.

The pages themselves are not shipped. With the pages at hand each citation can be proved; without
them one can still see that nothing cited went missing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openapi.json.types import JSON
from openapi.loading.sources import parse_lines
from openapi.loading.yaml import read_yaml

HASH_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One documentation page.

    Attributes:
        title: Its title.
        publisher: Whose it is.
        file: Name of the page's text.
        lines: How many lines that text has.
        hashes: Hash of each cited line, by line number from 1.
    """

    title: str
    publisher: str
    file: str
    lines: int
    hashes: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcedExample:
    """A documented example, as a hash.

    Attributes:
        document: Key of the page.
        lines: Lines of the page.
        sha256: Hash of its canonical JSON.
    """

    document: str
    lines: tuple[tuple[int, int], ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The content of `sources.yaml`.

    Attributes:
        pages: By the key that `x-source.document` uses.
        examples: By `<api>.<example name>`.
    """

    pages: Mapping[str, Page]
    examples: Mapping[str, SourcedExample]


def load_sources(path: Path) -> Sources:
    """Read `sources.yaml`.

    Raises:
        DocumentError: It cannot be read.
    """
    tree = read_yaml(path).tree
    return Sources(
        pages={
            key: Page(
                title=page["title"],
                publisher=page["publisher"],
                file=page["file"],
                lines=page["lines"],
                hashes={int(line): text for line, text in page["hashes"].items()},
            )
            for key, page in tree["documents"].items()
        },
        examples={
            key: SourcedExample(
                document=example["document"],
                lines=parse_lines(example["lines"]),
                sha256=example["sha256"],
            )
            for key, example in tree["examples"].items()
        },
    )


def line_hash(text: str) -> str:
    """Return the hash by which a line of a page is cited; trailing white space does not count."""
    return hashlib.sha256(text.rstrip().encode()).hexdigest()[:HASH_DIGITS]


def canonical_hash(value: JSON) -> str:
    """Return the hash of a JSON value; the order of keys has no effect."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
