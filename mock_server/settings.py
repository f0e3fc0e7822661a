"""What a mock server is told before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 4010
DEFAULT_TOKEN = "mock-token"  # noqa: S105, a public word that opens nothing but a mock


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a mock server runs.

    Attributes:
        specs: The documents to serve; none means the packaged ones.
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
        page_size: Records on a page when no limit is sent; None takes the contract's.
    """

    specs: tuple[Path, ...] = ()
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
