"""Settings of a mock server, fixed before it starts."""

from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address
from pathlib import Path

from openapi.values import dataclass

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
    root: Path | None = None  # the folder whose files documents may refer to
    max_document_bytes: int | None = None  # of each document file; None as in `openapi`
    max_document_files: int | None = None  # that a document may refer to; None as in `openapi`
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT  # port to listen on; 0 takes a free one
    readings: Mapping[str, str] = field(default_factory=dict)  # chosen reading by discrepancy id
    base_paths: Mapping[str, str] = field(default_factory=dict)  # by API, not the documented
    is_auth_required: bool = False  # whether requests need the token where it is documented
    auth_token: str = field(default=DEFAULT_TOKEN, repr=False)  # the only accepted token
    accepts_any_credentials: bool = False  # whether any others of a scheme will do
    scenarios: tuple[str, ...] = ()  # for clients that select none, as `name` or `api/name`
    scenario_files: tuple[Path, ...] = ()  # files or folders, beside the packaged ones
    seed: int = 0  # seed of generated values; the same seed gives the same jobs
    is_dynamic: bool = False  # whether requests that say nothing about it get values that vary
    is_stateful: bool = False  # whether clients that say nothing about it get answers from records
    speed: float = 1.0  # seconds that pass in the mock per real second
    clock: str = ""  # a clock command such as `freeze` or a time; empty for real time
    keeps_examples: bool = False  # whether examples that contradict their schemas are not corrected
    is_rebased: bool = False  # whether documented dates are moved to the server's start
    faults: tuple[str, ...] = ()  # faults that are active in all sessions, as in `Prefer`
    page_size: int | None = None  # records on a page when no limit is sent; None for the contract's
    store: str = field(default="", repr=False)  # URL of the store that replicas share; else empty
    max_body: int = DEFAULT_MAX_BODY  # bytes of the longest request body that is accepted
    is_admin_on: bool | None = None  # whether it is served; None for only if the host is local
    admin_hosts: tuple[str, ...] = ()  # names for calls to the admin API, beside the loopback's
    admin_cors_origins: tuple[str, ...] = ()  # web origins whose pages may call the admin API
    admin_token: str = field(default="", repr=False)  # needed in every call to the admin API
    has_cors: bool = True  # whether pages of every origin may call the imitated APIs
    is_proxy_trusted: bool = False  # whether `Forwarded` and the like are used for URLs
    tls_certificate: Path | None = None  # PEM file with the certificate; None serves without TLS
    tls_key: Path | None = None  # PEM file with its key; None if the certificate's file has it
    has_made_certificate: bool = False  # whether to make a certificate for HTTPS
    is_journaled: bool = True
    has_fast_path: bool = True  # whether requests that need no awaiting bypass Connexion
    journal_entries: int = DEFAULT_JOURNAL_ENTRIES  # how many exchanges the journal keeps
    journal_bytes: int = DEFAULT_JOURNAL_BYTES  # how many bytes they may take, approximately
    is_reloaded: bool = False  # whether changed documents and scenario files are loaded again
    upstream: str | None = None  # the server to which requests are forwarded; None for none
    upstream_timeout: float = 30.0  # seconds that one read or write may take there
    answers_violations: bool = False  # whether the proxy answers with a violation
    has_fallback: bool = True  # whether the mock answers if that server cannot be reached
    recording: Path | None = None  # the archive that is played, or written if `record` says so
    record: str = "none"  # what the proxy adds to it: `none`, `new` requests only, or `all`
    recording_bytes: int = DEFAULT_RECORDING_BYTES  # bytes of the archive, or its answers
    is_recorded_only: bool = False  # whether a request that was not recorded gets a 404
    has_recording_times: bool = False  # whether a played answer takes as long as it once did

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
