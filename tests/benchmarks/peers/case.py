"""Cases: a document, a request and the answer that it should get, as Prism writes them.

A file has the cases of one subject, each after a line `====case NAME====`. The sections of a
case begin with such lines, too: what it is about (`test`), the document (`spec`), how Prism
serves it (`server`), the request (`command`) and the answer (`expect`, or a word for less of it).
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PRISM = Path(__file__).with_name("prism")
"""The cases of Prism, with their licence and the reasons for other answers."""

_CASE = re.compile(r"^====case (.+)====\n", re.MULTILINE)
_SECTION = re.compile(r"^====([a-zA-Z-]+)====\r?\n", re.MULTILINE)
_EXPECTATIONS = ("expect", "expect-loose", "expect-keysOnly")


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCase:
    """One case.

    Attributes:
        name: The subject and the name of its file in Prism, without suffix.
        document: The text of the OpenAPI document.
        flags: The options with which Prism serves it, without the port.
        command: The curl line.
        expected: The answer, as an HTTP message.
        is_exact: Whether the body is part of what is expected.
    """

    name: str
    document: str
    flags: tuple[str, ...]
    command: str
    expected: str
    is_exact: bool


def read_cases(folder: Path = PRISM / "cases") -> Iterator[PeerCase]:
    """Yield the cases of all files of a folder."""
    for path in sorted(folder.glob("*.txt")):
        # Newlines are kept as they are: some of the documents have CRLF.
        _, *parts = _CASE.split(path.read_bytes().decode())
        for name, text in zip(parts[::2], parts[1::2], strict=True):
            yield parse_case(f"{path.stem}/{name}", text)


def read_reasons(path: Path = PRISM / "accepted.tsv") -> dict[str, str]:
    """Return why another answer is right, by the name of the case."""
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {row[0]: row[1] for row in rows if not row[0].startswith("#")}


def parse_case(name: str, text: str) -> PeerCase:
    """Return the case of a text of sections.

    Raises:
        ValueError: A section is missing.
    """
    _, *parts = _SECTION.split(text)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    expectation = next((key for key in _EXPECTATIONS if key in sections), "")
    missing = {"spec", "server", "command"} - sections.keys()
    if missing or not expectation:
        raise ValueError(f"{name} lacks {', '.join(sorted(missing)) or 'an answer'}")
    options = shlex.split(sections["server"])[1:]
    return PeerCase(
        name=name,
        document=sections["spec"],
        flags=tuple(o for o in options if o not in {"-p", "4010", "${document}"}),
        command=sections["command"].strip(),
        expected=sections[expectation],
        is_exact=expectation == "expect",
    )
