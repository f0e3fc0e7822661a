"""Print the lowest allowed version of everything that Specimen depends on directly, for pip.

    python .ci/lowest.py > lowest.txt

A bound that was never tried is a guess: `make lowest` installs these versions and runs the unit
tests with them. All extras are included; of the tools for development only those are named that
the unit tests need.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
UNIT_TESTS_NEED = frozenset({"hatchling", "httpx2", "hypothesis", "pytest-xdist", "xmlschema"})


def lowest(project: Path) -> Iterator[str]:
    """Yield `NAME[EXTRAS]==VERSION` for each direct dependency of a `pyproject.toml`.

    Raises:
        ValueError: A dependency has no lower bound.
    """
    tree = tomllib.loads(project.read_text(encoding="utf-8"))
    texts = [*tree["project"]["dependencies"]]
    for extra in tree["project"]["optional-dependencies"].values():
        texts += extra
    needed = [Requirement(text) for text in dict.fromkeys(texts)]
    tools = [Requirement(text) for text in tree["dependency-groups"]["dev"]]
    own = tree["project"]["name"]
    for requirement in (*needed, *(tool for tool in tools if tool.name in UNIT_TESTS_NEED)):
        if requirement.name == own:
            continue
        bounds = [each.version for each in requirement.specifier if each.operator in {">=", "=="}]
        if not bounds:
            raise ValueError(f"no lower bound in {project.name}: {requirement}")
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        marker = f" ; {requirement.marker}" if requirement.marker else ""
        yield f"{requirement.name}{extras}=={bounds[0]}{marker}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest(PROJECT)) + "\n")
