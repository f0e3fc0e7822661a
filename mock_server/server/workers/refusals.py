"""What several workers cannot do, refused before anything is started."""

import os

from mock_server.errors import SettingsError
from mock_server.settings import Settings


def check_workers(settings: Settings, *, can_fork: bool = hasattr(os, "fork")) -> None:
    """Check that a server with these settings can have several workers.

    Raises:
        SettingsError: It cannot.
    """
    if not can_fork:
        raise SettingsError(
            "this system cannot run several workers",
            found="a Python without os.fork",
            hint="serve without --workers; several servers can run on ports of their own",
        )
    if settings.is_recorded:
        raise SettingsError(
            "--record and --workers exclude each other",
            found="each worker would replace the file of the others",
            hint="record with one process, and play the file with as many mocks as you like",
        )
    if settings.played is not None:
        raise SettingsError(
            "--recording and --workers exclude each other",
            found="recorded answers are played in their order, which requests to several "
            "processes do not have",
            hint="serve without --workers",
        )
