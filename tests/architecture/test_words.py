"""One plain word for each idea: words that were replaced by the field's own do not come back."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.files import name_of, shipped_files

REPLACED = {
    "things?": "resource, value, item: the word for what it is",
    "wish(?:es|ed)?": "preference",
    "told|tells?|telling": "report, state, return, show",
    "mend(?:s|ed|ing)?": "fix",
    "worlds?": "scenario run",
    "samples?": "example",
    "encores?": "repeated request",
    "rehears\\w+": "dry run",
    "testimon\\w+": "witness",
    "whoever|whomever|whosever": "the name of who it is",
    "(?:no|some|any|every)body(?:'s)?": "client, user, session, no client",
    "stages?": "step, phase",
    "stor(?:y|ies)": "run, sequence",
    "roads?|lanes?": "connection, path",
    "dial(?:s|ed|ing)?": "connect",
    "knock\\w*": "connect",
    "slates?": "record",
    "grounds?": "reason; base",
    "look(?:s|ed|ing)? away": "record nothing",
    "leads? nowhere": "does not exist",
    "stands?(?! still)": "is; 'stands for' is 'represents'",
    "doors?": "entry point; the only module that imports it",
    "heard": "received",
    'let(?:s|ting)? (?:\\w+ ){0,2}in(?=[.,;:)"]|$| and )': "allow, accept",
    '(?:# |""")who(?:se|m)\\.|whosoever': "a sentence that can be read alone",
    "asked as|speak(?:s|ing)? (?:of|as)": "describe, apply to",
    "(?:has|have) (?:no|a) say": "depends on",
    "in a word": "nothing: leave it out",
    "put(?:s|ting)? up with": "accept",
    "visit(?:s|ed)?": "request, walk",
}
"""Words that do not come back, as patterns, each with what is written instead."""

ACCEPTED = {
    r"(?<![a-z])thing[-_]vanishes\b": "public id of a check and of a fault; its module",
    r"\bunclear-wish\b": "former public id of a problem",
    r"[/\"'`]things[/\"'`]|\bthings: ?(\[|\"\))": "former key of scenario files",
    r"[\"`]nobody[\"`]": "value of `asker` in JSON reports and witnesses",
    r"\b(dice|rng)\.sample\b": "method of Python's random numbers",
    r"\bx-code-?samples\b": "extension in documents of others",
    r"`(dialing|samples)`": "old names in the changelog",
    r"\bmake stories\b|^(\.phony: )?stories\b": "target of make",
    r"\bcy\.visit\b": "method of Cypress",
    r"\bscheme = \"slate\"": "dark colours of the site of the documentation",
    r"\bstages: \[pre-": "key of the configuration of pre-commit",
}
"""Texts that may hold such a word, as patterns, each with the reason."""

ACCEPTED_IN = {
    "test_metrics.py": ("sample", "samples"),
    "howtos.py": ("story", "stories"),
    "import.stories.js": ("story", "stories"),
    "show-states-in-storybook.md": ("story", "stories"),
}
"""Words with a meaning of their own in a file: Prometheus calls a line of numbers a sample,
Storybook what it shows a story."""

SUFFIXES = {
    "", ".conf", ".css", ".html", ".js", ".md", ".mjs", ".py", ".pyi", ".schema.json", ".svg",
    ".toml", ".yaml", ".yml",
}  # fmt: skip
"""Of the files that are searched; the empty one is that of the Makefile. JSON is data of others."""

_INSIDE_NAME = re.compile(r"_|(?<=[a-z0-9])(?=[A-Z])")  # `read_line` and `readLine` are two words
_WORD = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(REPLACED)})(?![a-z0-9])")
_ACCEPTED = re.compile("|".join(ACCEPTED), re.MULTILINE | re.IGNORECASE)


def test_replaced_words_are_not_used():
    """Names, messages, comments and documents have the field's word, or a reason for another."""
    found = [
        f"{name_of(path)}:{number}: {word!r}; instead: {instead(word)}"
        for path, text in searched_texts()
        if replaced_words(text)  # a whole text is searched fast
        for number, line in enumerate(text.splitlines(), 1)
        for word in replaced_words(line)
        if word not in ACCEPTED_IN.get(path.name, ())
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("    # Tell the client which Thing it wished for", ["tell", "thing", "wished"]),
        ("def _told_to_nobody(knocked): ...", ["told", "nobody", "knocked"]),
        ('assert ids == ["thing-vanishes"]', []),
        ("with: {/things/0/count: 0}", []),
        ("It leads nowhere, whoever asks.", ["leads nowhere", "whoever"]),
        ("class OpenDoor: knockTwice()", ["door", "knock"]),
        ("if it lets the client in", ["lets the client in"]),
        ("# Whose.", ["# whose."]),
        ("History of a storage backdoor, understandably restored", []),
    ],
)
def test_a_replaced_word_would_be_found(line, words):
    """Words are found in texts and inside names; public ids and parts of words are not."""
    assert replaced_words(line) == words


def test_files_and_folders_have_no_replaced_word_in_their_names():
    """A module, a page and a fixture are called by the field's word too."""
    named = {name_of(path): replaced_words(name_of(path)) for path in shipped_files()}
    found = {
        name: words
        for name, words in named.items()
        if [word for word in words if word not in ACCEPTED_IN.get(Path(name).name, ())]
    }

    assert found == {}


@pytest.mark.parametrize("pattern", ACCEPTED)
def test_accepted_texts_are_needed(pattern):
    """A reason goes when the last text that needed it has gone."""
    accepted = re.compile(pattern, re.MULTILINE)

    assert any(accepted.search(text) for _, text in searched_texts())


@cache
def searched_texts() -> tuple[tuple[Path, str], ...]:
    """Return all shipped texts except for this list."""
    return tuple(
        (path, path.read_text(encoding="utf-8"))
        for path in shipped_files()
        if "".join(path.suffixes[-2:]) in SUFFIXES or path.suffix in SUFFIXES
        if path != Path(__file__)
    )


def replaced_words(text: str) -> list[str]:
    """Return the replaced words of a text in lower case; the parts of a name are words."""
    plain = _INSIDE_NAME.sub(" ", text).lower()
    if not _WORD.search(plain):
        return []
    return _WORD.findall(_INSIDE_NAME.sub(" ", _ACCEPTED.sub(" ", text)).lower())


def instead(word: str) -> str:
    """Return what is written instead of a replaced word."""
    return next(text for pattern, text in REPLACED.items() if re.fullmatch(pattern, word))
