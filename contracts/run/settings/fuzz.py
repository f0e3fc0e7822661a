"""Settings of `contracts fuzz`."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from contracts.run.settings.options import from_option, from_options
from contracts.run.settings.run import FLEET, RunSettings
from contracts.run.settings.values import parse_time


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzSettings(RunSettings):
    """What a fuzz run does."""

    seconds: float = from_option(
        "--for",
        read=partial(parse_time, option="--for"),
        default="1m",
        is_default_shown=True,
        metavar="10m",
        help="How long: 90s, 10m, 1h.",
    )
    # The same seed makes the same requests; the command draws one if none is given.
    seed: int = from_option(
        "--seed",
        read=lambda typed: 1 if typed is None else typed,
        kind="integer",
        bounds=(0, 2**63),
        help="The same seed makes the same requests; 0 to 2^63.  [default: another one each time]",
    )
    corpus: Path = from_option(
        "--corpus",
        kind="folder",
        default=Path("fuzz", "corpus"),
        is_default_shown=True,
        metavar="DIR",
        help="Folder for inputs that led to findings: kept between runs, and tried first.",
    )
    # Redis server that keeps the corpus in its place; None for the folder.
    corpus_url: str | None = from_option(
        "--corpus-url",
        is_shown=False,
        metavar="URL",
        help="A Redis server that keeps the corpus of several runs at once, in place of the "
        "folder; give a password with CONTRACTS_FUZZ_CORPUS_URL.",
    )
    # Address of the Redis server of a fleet that does the run; None for this machine.
    fleet: str | None = from_options((FLEET,), is_shown=False)
    witnesses: Path = from_option(
        "--witnesses",
        former="--witness-dir",
        kind="folder",
        default=Path("fuzz", "witnesses"),
        is_default_shown=True,
        metavar="DIR",
        help="Folder for a witness of each new finding, for `contracts replay`.",
    )
    is_json: bool = from_option(
        "--format",
        choices=("text", "json"),
        default="text",
        is_default_shown=True,
        help="What to write to standard output.",
        former="--json",
        former_value="json",
        read=lambda name: name == "json",
    )
