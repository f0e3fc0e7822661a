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
    """How a mock server runs.

    Attributes:
        specs: The documents to serve; empty for the packaged ones.
        overlays: Overlay files that change the documents, in order.
        is_strict: Whether a document that violates its specification is refused.
        root: The folder whose files the documents may refer to; by default their repository.
        max_document_bytes: Size limit of each document file; by default that of `openapi`.
        max_document_files: Limit of files that a document may refer to; by default that of
            `openapi`.
        port: Port to listen on; 0 takes a free one.
        readings: Chosen reading by discrepancy id.
        base_paths: Base path by API, in place of the documented one.
        is_auth_required: Whether requests must carry the token where an operation requires one.
        auth_token: The only accepted token.
        accepts_any_credentials: Whether any credentials of a scheme are accepted in its place.
        scenarios: Scenarios for clients that select none, as `name` or `api/name`.
        scenario_files: Scenario files, or folders of them, in addition to the packaged ones.
        seed: Seed of generated values; the same seed gives the same jobs.
        is_dynamic: Whether requests that say nothing about it get values that vary.
        is_stateful: Whether clients that say nothing about it get answers from records.
        speed: Seconds that pass in the mock per real second.
        clock: A clock command such as `freeze` or a time; empty for real time.
        is_rebased: Whether documented dates are moved to the server's start.
        faults: Faults that are active in all sessions, as in `Prefer`.
        is_admin_on: Whether the admin API is served; None for only if `host` is this machine.
        admin_hosts: Host names for calls to the admin API, in addition to those of the loopback.
        admin_cors_origins: Web origins whose pages may call the admin API.
        admin_token: Required in every call to the admin API; empty for none.
        has_cors: Whether pages of every origin may call the imitated APIs.
        is_proxy_trusted: Whether `Forwarded` and `X-Forwarded-*` are used for URLs in responses.
        tls_certificate: PEM file with the certificate; None serves without TLS.
        tls_key: PEM file with its key; None if the certificate's file has it.
        has_made_certificate: Whether to serve HTTPS with a certificate that is made for this run.
        has_fast_path: Whether requests that need no awaiting bypass Connexion.
        journal_entries: How many exchanges the journal keeps.
        journal_bytes: How many bytes they may take, approximately.
        is_reloaded: Whether changed documents and scenario files are loaded again.
        upstream: The server to which requests are forwarded; None for none.
        upstream_timeout: Seconds that one read or write may take there.
        answers_violations: Whether a violation of the contract is the response of the proxy.
        has_fallback: Whether the mock answers if that server cannot be reached.
        recording: The HTTP archive that is played, or written if `record` is not `none`.
        record: Which exchanges the proxy adds to it: `none`, `new` requests only, or `all`.
        recording_bytes: Bytes that the archive may have, or its answers may take in memory.
        is_recorded_only: Whether a request that was not recorded gets a 404.
        has_recording_times: Whether a played answer takes as long as it took when it was recorded.
        max_body: Bytes of the longest request body that is accepted.
        page_size: Records on a page when no limit is sent; None for the contract's.
        store: URL of the store that several replicas share their sessions through; empty for none.
    """

    specs: tuple[Path, ...] = ()
    overlays: tuple[Path, ...] = ()
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
    accepts_any_credentials: bool = False
    scenarios: tuple[str, ...] = ()
    scenario_files: tuple[Path, ...] = ()
    seed: int = 0
    is_dynamic: bool = False
    is_stateful: bool = False
    speed: float = 1.0
    clock: str = ""
    is_rebased: bool = False
    faults: tuple[str, ...] = ()
    page_size: int | None = None
    store: str = field(default="", repr=False)
    max_body: int = DEFAULT_MAX_BODY
    is_admin_on: bool | None = None
    admin_hosts: tuple[str, ...] = ()
    admin_cors_origins: tuple[str, ...] = ()
    admin_token: str = field(default="", repr=False)
    has_cors: bool = True
    is_proxy_trusted: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    has_made_certificate: bool = False
    is_journaled: bool = True
    has_fast_path: bool = True
    journal_entries: int = DEFAULT_JOURNAL_ENTRIES
    journal_bytes: int = DEFAULT_JOURNAL_BYTES
    is_reloaded: bool = False
    upstream: str | None = None
    upstream_timeout: float = 30.0
    answers_violations: bool = False
    has_fallback: bool = True
    recording: Path | None = None
    record: str = "none"
    recording_bytes: int = DEFAULT_RECORDING_BYTES
    is_recorded_only: bool = False
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
