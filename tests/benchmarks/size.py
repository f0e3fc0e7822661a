"""How large an installation is: `make size`.

    python -m tests.benchmarks.size            # the mock server alone, distribution by distribution
    python -m tests.benchmarks.size rules tls  # with these extras

Measured are the files that are installed here, without the bytecode that Python writes for itself
when a module is first imported. No index is asked.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.architecture.files import PACKAGES, ROOT

LIMIT = 40_000_000
"""Bytes that the mock server alone may take."""

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct(extras: Iterable[str] = ()) -> list[Requirement]:
    """Return what the project requires, with some of its extras."""
    texts = [*PROJECT["dependencies"]]
    for extra in extras:
        texts += PROJECT["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def closure(extras: Iterable[str] = ()) -> dict[str, Distribution]:
    """Return every distribution that pip installs beside the project, by its name."""
    found: dict[str, Distribution] = {}
    waiting = [(each, "") for each in direct(extras)]
    done: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        if requirement.name == PROJECT["name"]:
            waiting += [(each, "") for each in direct(requirement.extras)]
            continue
        name = requirement.name.lower().replace("_", "-")
        found[name] = distribution(requirement.name)
        for of in {"", *requirement.extras}:
            if (name, of) not in done:
                done.add((name, of))
                waiting += [(Requirement(text), of) for text in found[name].requires or ()]
    return found


def size_of(found: Distribution) -> int:
    """Return the bytes of a distribution's files, without bytecode."""
    paths = [Path(str(found.locate_file(file))) for file in found.files or ()]
    return sum(path.stat().st_size for path in paths if path.suffix != ".pyc" and path.is_file())


def own_size() -> int:
    """Return the bytes of the project's own packages, without bytecode."""
    return sum(
        path.stat().st_size
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def sizes(extras: Iterable[str] = ()) -> dict[str, int]:
    """Return the bytes of every distribution, by name."""
    found = {name: size_of(each) for name, each in closure(extras).items()}
    return {**found, PROJECT["name"]: own_size()}


def lines(measured: dict[str, int]) -> Iterator[str]:
    """Yield the table, largest first, and the sum."""
    for name, size in sorted(measured.items(), key=lambda item: -item[1]):
        yield f"{size / 1e6:7.2f} MB  {name}"
    yield f"{sum(measured.values()) / 1e6:7.2f} MB  in {len(measured)} distributions"


if __name__ == "__main__":
    chosen = sys.argv[1:]
    table = sizes(chosen)
    sys.stdout.write("\n".join(lines(table)) + "\n")
    if not chosen and sum(table.values()) > LIMIT:
        sys.exit(f"more than {LIMIT / 1e6:g} MB")
