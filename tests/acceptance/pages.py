"""The documentation pages, where a checkout has them beside it; they are not shipped."""

from pathlib import Path

PAGES = sorted((Path(__file__).parents[3] / "shared" / "sources").glob("*.txt"))
"""The texts of the pages; none if the checkout has no documents."""


def page_lines(page: Path, first: int, last: int) -> list[str]:
    """Return the lines from `first` to `last`, counted from 1, without trailing blanks."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.rstrip() for line in lines[first - 1 : last]]
