"""Texts that do nothing to who reads them, on a terminal, in a log of a CI service, in a report."""

import re

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def harmless(text: str) -> bool:
    """Whether nothing in a text acts on what shows it, annotations of ours aside."""
    return not ACTS.search(text) and "##[" not in text


def without_commands(text: str) -> bool:
    """Whether no line is a command to a CI service."""
    return not any(line.lstrip().startswith("::") for line in text.splitlines())
