"""Settings of a mock server, fixed before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4010
DEFAULT_JOURNAL_ENTRIES = 10_000
DEFAULT_JOURNAL_BYTES = 32 * 1024 * 1024
DEFAULT_RECORDING_BYTES = 256 * 1024 * 1024
DEFAULT_MAX_BODY = 32 * 1024 * 1024
DEFAULT_TOKEN = "mock-token"  # noqa: S105 - public; it gives access to nothing but a mock


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a mock server runs."""

    specs: tuple[Path, ...] = ()  # the documents to serve; empty for the packaged ones
    overlays: tuple[Path, ...] = ()  # overlay files that change the documents, in order
    is_strict: bool = False  # whether a document that violates its specification is refused
    # The folder whose files the documents may refer to; by default their repository.
    root: Path | None = None
    # Size limit of each document file; by default that of `openapi`.
    max_document_bytes: int | None = None
    # Limit of files that a document may refer to; by default that of `openapi`.
    max_document_files: int | None = None
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT  # port to listen on; 0 takes a free one
    readings: Mapping[str, str] = field(default_factory=dict)  # chosen reading by discrepancy id
    # Base path by API, in place of the documented one.
    base_paths: Mapping[str, str] = field(default_factory=dict)
    # Whether requests must carry the token where an operation requires one.
    is_auth_required: bool = False
    auth_token: str = field(default=DEFAULT_TOKEN, repr=False)  # the only accepted token
    # Whether any credentials of a scheme are accepted in its place.
    accepts_any_credentials: bool = False
    # Scenarios for clients that select none, as `name` or `api/name`.
    scenarios: tuple[str, ...] = ()
    # Scenario files, or folders of them, in addition to the packaged ones.
    scenario_files: tuple[Path, ...] = ()
    seed: int = 0  # seed of generated values; the same seed gives the same jobs
    is_dynamic: bool = False  # whether requests that say nothing about it get values that vary
    is_stateful: bool = False  # whether clients that say nothing about it get answers from records
    speed: float = 1.0  # seconds that pass in the mock per real second
    clock: str = ""  # a clock command such as `freeze` or a time; empty for real time
    is_rebased: bool = False  # whether documented dates are moved to the server's start
    faults: tuple[str, ...] = ()  # faults that are active in all sessions, as in `Prefer`
    page_size: int | None = None  # records on a page when no limit is sent; None for the contract's
    # URL of the store that several replicas share their sessions through; empty for none.
    store: str = field(default="", repr=False)
    max_body: int = DEFAULT_MAX_BODY  # bytes of the longest request body that is accepted
    # Whether the admin API is served; None for only if `host` is this machine.
    is_admin_on: bool | None = None
    # Host names for calls to the admin API, in addition to those of the loopback.
    admin_hosts: tuple[str, ...] = ()
    admin_cors_origins: tuple[str, ...] = ()  # web origins whose pages may call the admin API
    # Required in every call to the admin API; empty for none.
    admin_token: str = field(default="", repr=False)
    has_cors: bool = True  # whether pages of every origin may call the imitated APIs
    # Whether `Forwarded` and `X-Forwarded-*` are used for URLs in responses.
    is_proxy_trusted: bool = False
    tls_certificate: Path | None = None  # PEM file with the certificate; None serves without TLS
    tls_key: Path | None = None  # PEM file with its key; None if the certificate's file has it
    # Whether to serve HTTPS with a certificate that is made for this run.
    has_made_certificate: bool = False
    is_journaled: bool = True
    has_fast_path: bool = True  # whether requests that need no awaiting bypass Connexion
    journal_entries: int = DEFAULT_JOURNAL_ENTRIES  # how many exchanges the journal keeps
    journal_bytes: int = DEFAULT_JOURNAL_BYTES  # how many bytes they may take, approximately
    is_reloaded: bool = False  # whether changed documents and scenario files are loaded again
    upstream: str | None = None  # the server to which requests are forwarded; None for none
    upstream_timeout: float = 30.0  # seconds that one read or write may take there
    # Whether a violation of the contract is the response of the proxy.
    answers_violations: bool = False
    has_fallback: bool = True  # whether the mock answers if that server cannot be reached
    # The HTTP archive that is played, or written if `record` is not `none`.
    recording: Path | None = None
    # Which exchanges the proxy adds to it: `none`, `new` requests only, or `all`.
    record: str = "none"
    # Bytes that the archive may have, or its answers may take in memory.
    recording_bytes: int = DEFAULT_RECORDING_BYTES
    is_recorded_only: bool = False  # whether a request that was not recorded gets a 404
    # Whether a played answer takes as long as it took when it was recorded.
    has_recording_times: bool = False

    @property
    def played(self) -> Path | None:
        """The recording that is played; None for none."""
        return None if self.is_recorded else self.recording

    @property
    def is_recorded(self) -> bool:
        """Whether the proxy records exchanges."""
        return self.upstream is not None and self.record != "none"

    @property
    def has_admin(self) -> bool:
        """Whether the admin API is served; by default only if the host is this machine."""
        return is_loopback(self.host) if self.is_admin_on is None else self.is_admin_on


def is_loopback(name: str) -> bool:
    """Whether a host name or address is that of this machine.

    >>> [is_loopback(name) for name in ("localhost", "127.0.0.2", "::1", "0.0.0.0", "a.example")]
    [True, True, True, False, False]
    """
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
