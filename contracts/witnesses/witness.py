"""A witness: the shortest sequence of exchanges that shows a finding, as a file.

`"version": 1` stands for this shape. Secrets stand as `$NAME`; whoever replays it has them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.errors import OptionError, ReportError
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.serialization import exchange_from_json, exchange_to_json
from contracts.results.whole_file import write_whole
from openapi.text.printable import printable_json

JSON = Any

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
MAX_STEPS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A finding with what shows it.

    Attributes:
        id: The finding's identity.
        rule: Id of the check or of the contract's rule.
        severity: `error`, `warning` or `info`.
        message: What is wrong.
        api: Short name of the API.
        operation: Id of the operation.
        base_url: Where the API was.
        rounds: How often the steps were sent until it showed again; 0 when it did not.
        steps: The exchanges, redacted.
        variables: Names that stand in place of a secret, without the dollar sign.
        sets: Opt-in sets of rules that were judged.
        readings: Chosen reading by discrepancy id.
        source: Where the documents say what is right.
        contract: File and line of the contract.
    """

    id: str
    rule: str
    severity: str
    message: str
    api: str
    operation: str
    base_url: str
    rounds: int
    steps: tuple[Exchange, ...]
    variables: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    readings: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    contract: str = ""

    @property
    def file_name(self) -> str:
        """What its file is called."""
        return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{self.api}.{self.rule}.{self.id}.json")


def write_witness(witness: Witness, folder: Path) -> Path:
    """Write a witness into a folder, which is made where it is missing.

    The file is whole at any moment, whatever ends the process.

    Raises:
        ReportError: It cannot be written.
    """
    path = folder / witness.file_name
    text = printable_json(json.dumps(as_document(witness), indent=2))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text}\n")
    except OSError as error:
        raise ReportError(
            "a witness cannot be written",
            where=str(path),
            found=error.strerror or type(error).__name__,
            allowed="a folder that can be written to",
        ) from error
    return path


def as_document(witness: Witness) -> dict[str, JSON]:
    """Return a witness as a JSON value."""
    return {
        "version": VERSION,
        "id": witness.id,
        "rule": witness.rule,
        "severity": witness.severity,
        "message": witness.message,
        "api": witness.api,
        "operation": witness.operation,
        "base_url": witness.base_url,
        "source": witness.source or None,
        "contract": witness.contract or None,
        "rule_sets": sorted(witness.sets),
        "readings": dict(witness.readings),
        "variables": sorted(witness.variables),
        "rounds": witness.rounds,
        "exchanges": [exchange_to_json(step) for step in witness.steps],
    }


def read_witness(path: Path) -> Witness:
    """Return the witness that a file holds.

    Raises:
        OptionError: It holds none.
    """
    document = _document(path)
    if document.get("version") != VERSION:
        raise _invalid_file(path, f"version {document.get('version')!r}"[:60], f"version {VERSION}")
    steps = document.get("exchanges")
    if not isinstance(steps, list) or not 0 < len(steps) <= MAX_STEPS:
        raise _invalid_file(path, "no list of exchanges", f"1 to {MAX_STEPS} exchanges")
    texts = ("id", "rule", "severity", "message", "api", "operation", "base_url")
    missing = [name for name in texts if not isinstance(document.get(name), str)]
    rounds = document.get("rounds")
    if missing or not isinstance(rounds, int):
        raise _invalid_file(
            path, f"no usable {', '.join(missing) or 'rounds'}", f"{', '.join(texts)}"
        )
    readings = document.get("readings")
    return Witness(
        **{name: document[name] for name in texts},
        rounds=rounds,
        steps=tuple(exchange_from_json(step, n, str(path)) for n, step in enumerate(steps, 1)),
        variables=frozenset(_names(document.get("variables"))),
        sets=frozenset(_names(document.get("rule_sets"))),
        readings={str(k): str(v) for k, v in readings.items()}
        if isinstance(readings, Mapping)
        else {},
        source=str(document.get("source") or ""),
        contract=str(document.get("contract") or ""),
    )


def _names(value: JSON) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _document(path: Path) -> dict[str, JSON]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        document = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise _invalid_file(path, error.strerror or "nothing", "a file that can be read") from error
    except (ValueError, RecursionError) as error:
        raise _invalid_file(path, "no JSON", "a JSON object") from error
    if not isinstance(document, dict):
        raise _invalid_file(path, "no JSON object", f"a JSON object of at most {MAX_BYTES} bytes")
    return document


def _invalid_file(path: Path, found: str, allowed: str) -> OptionError:
    return OptionError(
        "this is no witness",
        where=str(path),
        found=found,
        allowed=allowed,
        advice="write one with contracts check --witnesses DIR",
    )
