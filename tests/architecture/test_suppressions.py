"""Comments that suppress a lint rule have one spelling, so that a search finds all of them."""

import re

from tests.architecture.files import ROOT, name_of, package_modules

_COMMENT = re.compile(r"# noqa\b.*|# ruff: noqa\b.*")
_SPELLING = re.compile(r"# (?:ruff: )?noqa: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*(?: - \S.*)?")


def test_reason_of_a_suppression_has_one_spelling():
    """`# noqa: RULE - reason`: the rule is named, and the reason follows one dash."""
    modules = [*package_modules(), *sorted((ROOT / "tests").rglob("*.py"))]
    other = [
        f"{name_of(path)}:{number}: {found[0]}"
        for path in modules
        if path.name != "test_suppressions.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := _COMMENT.search(line)) and not _SPELLING.fullmatch(found[0])
    ]

    assert other == []
