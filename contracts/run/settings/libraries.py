"""The libraries of the checker, which come with the extra `contracts`."""

from collections.abc import Sequence

from contracts.errors import MissingLibrariesError
from openapi.process.imports import install_line, is_installed

MODULES = ("cel", "requests", "rich", "schemathesis")  # modules that the extra installs


FLEET_MODULES = ("celery", "redis")  # modules that the extra `fleet` installs beside them


def require_libraries() -> None:
    """Look whether every library of the checker is installed.

    Raises:
        MissingLibrariesError: One is not.
    """
    _require(MODULES, "the checker", "contracts")


def require_fleet() -> None:
    """Look whether the libraries of a fleet are installed.

    Raises:
        MissingLibrariesError: One is not.
    """
    _require(FLEET_MODULES, "a fleet", "fleet")


def _require(modules: Sequence[str], what: str, extra: str) -> None:
    missing = [name for name in modules if not is_installed(name)]
    if missing:
        raise MissingLibrariesError(
            f"{what} needs libraries that are not installed; install them with: "
            f"{install_line(extra)}",
            found=f"no {', '.join(missing)}",
        )
