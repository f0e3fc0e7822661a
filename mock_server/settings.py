"""What a mock server is told before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4010
DEFAULT_JOURNAL_ENTRIES = 10_000
DEFAULT_JOURNAL_BYTES = 32 * 1024 * 1024
DEFAULT_TOKEN = "mock-token"  # noqa: S105 - a public word that opens nothing but a mock


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a mock server runs.

    Attributes:
        specs: The documents to serve; none means the packaged ones.
        is_strict: Whether a document that is not as its specification has it is refused.
        root: The folder whose files the documents may refer to; by default their repository.
        max_document_bytes: Bytes of each of their files; by default those of `openapi`.
        max_document_files: Files that each may refer to; by default those of `openapi`.
        host: Name or address to listen on.
        port: Port to listen on; 0 takes a free one.
        readings: Chosen reading by discrepancy id.
        base_paths: Base path by API, in place of the documented one.
        is_auth_required: Whether requests must carry the token where an operation asks for one.
        auth_token: The one accepted token.
        scenarios: What is played for clients that ask for nothing, by name or `api/name`.
        scenario_files: Scenario files, or folders of them, beside the packaged ones.
        seed: Another one gives other jobs.
        speed: Seconds that pass in the mock per real second.
        clock: A clock command such as `freeze` or a time; empty leaves the clock alone.
        is_rebased: Whether documented dates are moved to the server's start.
        faults: What is armed for everybody, as `Prefer` writes it.
        is_admin_on: Whether there is an admin side; None where only this machine can reach it.
        admin_hosts: Names beside those of the loopback by which the admin side may be called.
        admin_cors_origins: Web origins whose pages may call the admin side.
        admin_token: What every call to the admin side must carry; empty for nothing.
        has_cors: Whether pages of every origin may call the imitated APIs.
        is_proxy_trusted: Whether `Forwarded` and `X-Forwarded-*` say how clients see the mock.
        tls_certificate: PEM file with the certificate; None serves without TLS.
        tls_key: PEM file with its key; None where the certificate's file has it.
        is_journaled: Whether exchanges are kept.
        has_fast_path: Whether what needs no awaiting goes round Connexion.
        journal_entries: How many are kept.
        journal_bytes: How much they may take, roughly.
        is_reloaded: Whether documents and scenario files are read again when they change.
        page_size: Records on a page when no limit is sent; None takes the contract's.
    """

    specs: tuple[Path, ...] = ()
    is_strict: bool = False
    root: Path | None = None
    max_document_bytes: int | None = None
    max_document_files: int | None = None
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    readings: Mapping[str, str] = field(default_factory=dict)
    base_paths: Mapping[str, str] = field(default_factory=dict)
    is_auth_required: bool = False
    auth_token: str = field(default=DEFAULT_TOKEN, repr=False)
    scenarios: tuple[str, ...] = ()
    scenario_files: tuple[Path, ...] = ()
    seed: int = 0
    speed: float = 1.0
    clock: str = ""
    is_rebased: bool = False
    faults: tuple[str, ...] = ()
    page_size: int | None = None
    is_admin_on: bool | None = None
    admin_hosts: tuple[str, ...] = ()
    admin_cors_origins: tuple[str, ...] = ()
    admin_token: str = field(default="", repr=False)
    has_cors: bool = True
    is_proxy_trusted: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    is_journaled: bool = True
    has_fast_path: bool = True
    journal_entries: int = DEFAULT_JOURNAL_ENTRIES
    journal_bytes: int = DEFAULT_JOURNAL_BYTES
    is_reloaded: bool = False

    @property
    def has_admin(self) -> bool:
        """Whether there is an admin side: unless told otherwise, where only this machine is."""
        return is_loopback(self.host) if self.is_admin_on is None else self.is_admin_on


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
