"""Which names and addresses mean this very machine."""

from ipaddress import ip_address


def is_loopback(name: str) -> bool:
    """Whether a host name or address means this machine and nothing else.

    >>> [is_loopback(name) for name in ("localhost", "127.0.0.2", "::1", "0.0.0.0", "a.example")]
    [True, True, True, False, False]
    """
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
