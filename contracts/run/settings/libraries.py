"""The libraries of the checker, which come with the extra `contracts`."""

from collections.abc import Sequence

from contracts.errors import MissingLibrariesError
from openapi.process.imports import install_line, is_installed

MODULES = ("cel", "ijson", "requests", "rich", "schemathesis")
"""Modules that the extra installs."""


FLEET_MODULES = ("celery", "redis")
"""Modules that the extra `fleet` installs beside them."""


def require_libraries(modules: Sequence[str] = MODULES) -> None:
    """Look whether every library of the checker is installed.

    Raises:
        MissingLibrariesError: One is not.
    """
    missing = [name for name in modules if not is_installed(name)]
    if missing:
        raise MissingLibrariesError(
            "the checker needs libraries that are not installed; install them with: "
            f"{install_line('contracts')}",
            found=f"no {', '.join(missing)}",
        )


def require_fleet() -> None:
    """Look whether the libraries of a fleet are installed.

    Raises:
        MissingLibrariesError: One is not.
    """
    missing = [name for name in FLEET_MODULES if not is_installed(name)]
    if missing:
        raise MissingLibrariesError(
            "a fleet needs libraries that are not installed; install them with: "
            f"{install_line('fleet')}",
            found=f"no {', '.join(missing)}",
        )
