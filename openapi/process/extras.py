"""Libraries that come with an extra of the package: which are installed, and how to get one."""

from importlib.util import find_spec

DISTRIBUTION = "specimen"  # the name under which pip knows the package


def is_installed(module: str) -> bool:
    """Whether a top-level module can be imported; does not import it."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def install_line(extra: str) -> str:
    """Return the command that installs an extra.

    >>> install_line("rules")
    "pip install 'specimen[rules]'"
    """
    return f"pip install '{DISTRIBUTION}[{extra}]'"
