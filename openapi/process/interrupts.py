"""Ctrl-C while a command starts: it ends the process at once, without a traceback.

`specimen_entry.commands` sees to that before anything is imported. A command that has something to
close when it is interrupted asks for the usual exception.
"""

import signal


def raise_interrupts() -> None:
    """Let Ctrl-C raise KeyboardInterrupt from here on; do nothing if it has another handler."""
    if getattr(signal.getsignal(signal.SIGINT), "is_until_ready", False):
        signal.signal(signal.SIGINT, signal.default_int_handler)
