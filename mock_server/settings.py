"""Settings of a mock server, fixed before it starts.

A field made by `option` is an option of `mock-server serve` or `proxy` at once, and the variable
of the environment that is named after its flag: `mock_server.cli.options` makes a parameter of
Click from it. This module does not import Click.
"""

from collections.abc import Mapping
from functools import partial
from ipaddress import ip_address
from pathlib import Path

from mock_server.options import option
from openapi.values import dataclass

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4010
DEFAULT_JOURNAL_ENTRIES = 10_000
DEFAULT_JOURNAL_BYTES = 32 * 1024 * 1024
DEFAULT_TOKEN = "mock-token"  # noqa: S105 - public; it gives access to nothing but a mock


_upstream = partial(option, "Upstream")
_address = partial(option, "Address")
_document = partial(option, "Documents")
_answer = partial(option, "Answers")
_recording = partial(option, "Recording")
_request = partial(option, "Requests")
_admin = partial(option, "Admin API, journal and log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a mock server runs."""

    upstream: str | None = None  # the server to which requests are forwarded; None for none
    answers_violations: bool = _upstream(
        "--errors",
        "Answer with the violation, in place of a response that violates the contract.",
    )
    has_fallback: bool = _upstream(
        "--fallback/--no-fallback",
        "Whether the mock answers if UPSTREAM cannot be reached.",
        default=True,
    )
    mocked: tuple[str, ...] = _upstream(
        "--mock",
        "Operation that the mock answers: operationId, 'POST /jobs' or path; repeatable.",
        default=(),
        has_spaces=True,
        metavar="OPERATION",
    )
    upstream_timeout: float = _upstream(
        "--upstream-timeout",
        "How long UPSTREAM may be silent.",
        default=30.0,
        bounds=(0.1, 3600),
        metavar="SECONDS",
    )

    host: str = _address("--host", "Name or address to listen on.", default=DEFAULT_HOST)
    port: int = _address(
        "--port",
        "Port to listen on; 0 takes a free port.",
        default=DEFAULT_PORT,
        bounds=(0, 65535),
    )
    is_proxy_trusted: bool = _address(
        "--trust-proxy",
        "Use Forwarded and X-Forwarded-Proto, -Host and -Prefix for links. Only behind a proxy "
        "that sets these headers itself.",
    )
    has_made_certificate: bool = _address(
        "--tls",
        "Serve HTTPS with a certificate that is made for this run, for localhost and --host. "
        "The first lines say how to trust it.",
    )
    tls_certificate: Path | None = _address(
        "--tls-cert", "Serve HTTPS with this certificate (PEM).", default=None
    )
    tls_key: Path | None = _address(
        "--tls-key",
        "The certificate's key (PEM), if the certificate's file does not have it.",
        default=None,
    )

    specs: tuple[Path, ...] = _document(
        "--spec",
        "OpenAPI document to serve, like FILE; repeatable. A file, or a URL that is fetched once; "
        "Swagger 2.0 too. [default: the packaged ones]",
        default=(),
    )
    overlays: tuple[Path, ...] = _document(
        "--overlay",
        "OpenAPI Overlay that changes the documents, which stay as they are; repeatable, in order.",
        default=(),
        is_folder_allowed=False,
        metavar="FILE",
    )
    is_strict: bool = _document(
        "--strict",
        "Refuse a document that violates its specification. By default errors are repaired or "
        "left out, with warnings that `contracts lint` lists.",
    )
    root: Path | None = _document(
        "--root",
        "Folder whose files a document may refer to.  [default: its repository]",
        default=None,
        metavar="FOLDER",
    )
    max_document_bytes: int | None = _document(
        "--max-document-bytes",
        "Size limit of each file of a document.  [default: 64 MiB]",
        default=None,
        bounds=(1, None),
        metavar="N",
    )
    max_document_files: int | None = _document(
        "--max-document-files",
        "Limit of files that a document may refer to.  [default: 5000]",
        default=None,
        bounds=(0, None),
        metavar="N",
    )
    readings: Mapping[str, str] = _document(
        "--reading",
        "Reading to choose for a discrepancy of the documents; repeatable.",
        default={},
        metavar="ID=NAME",
    )
    base_paths: Mapping[str, str] = _document(
        "--base-path",
        "Base path of an API, in place of the documented one; repeatable.",
        default={},
        metavar="API=/PATH",
    )
    is_reloaded: bool = _document(
        "--reload/--no-reload",
        "Whether to reload --spec and --scenarios files when they change.",
    )

    scenarios: tuple[str, ...] = _answer(
        "--scenario",
        "Scenario for clients that select none, NAME or API/NAME; repeatable, one for each "
        "operation. See: mock-server scenarios list",
        default=(),
        metavar="NAME",
    )
    scenario_files: tuple[Path, ...] = _answer(
        "--scenarios",
        "Scenario file, or folder of them, in addition to the packaged ones; repeatable.",
        default=(),
    )
    seed: int = _answer(
        "--seed",
        "Seed of generated values, any whole number; the same seed gives the same jobs.",
        default=0,
    )
    is_dynamic: bool = _answer(
        "--dynamic",
        "Answer with generated values that vary from request to request, unless a request asks "
        "for something else. Each answer has a Mock-Server-Seed that repeats it.",
    )
    is_stateful: bool = _answer(
        "--stateful",
        "Remember what clients create, change and delete, in each session: POST, PUT, PATCH, "
        "DELETE and GET agree with each other.",
    )
    speed: float = _answer("--speed", "Seconds that pass in the mock per second.", default=1.0)
    clock: str = _answer(
        "--clock",
        "Clock at the start: a time (RFC 3339), ahead of real time ('+30s'), at another speed "
        "('x10'), or frozen ('freeze').",
        default="",
        metavar="TIME",
    )
    keeps_examples: bool = _answer(
        "--examples-as-written",
        "Send documented examples as they are written. By default the values of one that "
        "contradicts its schema get their documented types, and what is required is added.",
    )
    is_rebased: bool = _answer(
        "--rebase-dates",
        "Move documented dates to the present, keeping their distances.",
    )
    faults: tuple[str, ...] = _answer(
        "--fault",
        "Fault to inject into all sessions; repeatable. See: mock-server faults",
        default=(),
        metavar="NAME[;SETTING=VALUE…]",
    )
    page_size: int | None = _answer(
        "--page-size",
        "Records on a page of a scenario if no limit is sent.  [default: the contract's]",
        default=None,
        bounds=(1, 10_000),
    )

    record: str = _recording(
        "--record",
        "Which exchanges to add to --recording (by default recording.har), without secrets: "
        "requests that it does not have yet, or all.",
        default="none",
        choices=("none", "new", "all"),
    )
    recording: Path | None = _recording(
        "--recording",
        "HTTP archive (HAR) whose answers are played; what was not recorded gets the documented "
        "answer.",
        default=None,
        is_folder_allowed=False,
        metavar="FILE",
    )
    is_recorded_only: bool = _recording(
        "--recorded-only",
        "Answer what was not recorded with a 404 that names the nearest recorded request.",
    )
    has_recording_times: bool = _recording(
        "--recording-times",
        "Let a played answer take as long as it took when it was recorded.",
    )
    recording_bytes: int = _recording(
        "--recording-bytes",
        "How many bytes a recording may have, or its answers may take.  "
        "[default: 268435456, 256 MiB]",
        default=256 * 1024 * 1024,
        bounds=(1024, 2**33),
        metavar="N",
    )

    is_auth_required: bool = _request(
        "--require-auth",
        "Refuse requests without the token if an operation has a security scheme; with "
        "--require-auth=any, only those without any credentials of the scheme.",
    )
    accepts_any_credentials: bool = _request(
        "--any-credentials", "Accept other credentials too.", is_hidden=True
    )
    auth_token: str = _request(
        "--auth-token",
        "The accepted token. Other users of this machine can read command lines: set a secret "
        "token with MOCK_SERVER_AUTH_TOKEN.",
        default=DEFAULT_TOKEN,
        is_shown=False,
        metavar="TOKEN",
    )
    has_cors: bool = _request(
        "--cors/--no-cors",
        "Whether pages of every origin may call the APIs. With --no-cors, no CORS headers are "
        "added, and preflights are ordinary OPTIONS requests.",
        default=True,
    )
    max_body: int = _request(
        "--max-body",
        "Longest request body that is accepted.  [default: 33554432, 32 MiB]",
        default=32 * 1024 * 1024,
        bounds=(1, 2**31),
        metavar="BYTES",
    )

    is_admin_on: bool | None = _admin(
        "--admin/--no-admin",
        "Whether to serve the admin API, /__admin.  [default: only if --host is this machine]",
        default=None,
    )
    admin_hosts: tuple[str, ...] = _admin(
        "--admin-host",
        "Host name for calls to the admin API, in addition to localhost; repeatable.",
        default=(),
        metavar="NAME",
    )
    admin_cors_origins: tuple[str, ...] = _admin(
        "--admin-cors-origin",
        "Web origin whose pages may call the admin API, such as http://localhost:5173; repeatable.",
        default=(),
        metavar="ORIGIN",
    )
    admin_token: str = _admin(
        "--admin-token",
        "Token that every call to the admin API must carry. Other users of this machine can read "
        "command lines: set it with MOCK_SERVER_ADMIN_TOKEN.",
        default="",
        is_shown=False,
        metavar="TOKEN",
    )
    is_journaled: bool = _admin(
        "--journal/--no-journal",
        "Whether to keep the latest exchanges for the admin API.",
        default=True,
    )
    journal_entries: int = _admin(
        "--journal-entries",
        "How many exchanges to keep.",
        default=DEFAULT_JOURNAL_ENTRIES,
        bounds=(1, 1_000_000),
    )
    journal_bytes: int = _admin(
        "--journal-bytes",
        "How many bytes they may take, approximately.",
        default=DEFAULT_JOURNAL_BYTES,
        bounds=(1024, 2**33),
    )

    store: str = option(
        "Several replicas",
        "--store",
        "Redis or Valkey that several replicas share their sessions through, such as "
        "redis://HOST:6379/0. Other users of this machine can read command lines: set a URL with a "
        "password with MOCK_SERVER_STORE.",
        default="",
        is_shown=False,
        metavar="URL",
    )
    has_fast_path: bool = option(
        "Others",
        "--fast-path/--no-fast-path",
        "Whether to answer simple and repeated requests without the web framework; the responses "
        "are the same.",
        default=True,
    )

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
