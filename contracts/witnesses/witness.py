"""A witness: as few exchanges as could be found that show a finding, as JSON.

Secrets are written as `$NAME`; a replay reads them from the environment. What is made from a
secret, such as a token that is cut short, is written as `$NAME_CUT` with how it is made. A change
of the shape that breaks readers gets another `version`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contracts.errors import OptionError, ReportError
from contracts.http.messages.derivation import Derivation, is_known_way
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.serialization import exchange_from_json, exchange_to_json
from contracts.results.whole_file import write_whole
from openapi.json.types import JSON
from openapi.text.printable import printable_json

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
MAX_STEPS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A finding with the exchanges that show it."""

    id: str  # the id of the finding
    rule: str  # id of the check or of the contract's rule
    severity: str  # `error`, `warning` or `info`
    message: str  # what is wrong
    api: str  # short name of the API
    operation: str  # id of the operation
    base_url: str  # where the API was
    # How often the steps were sent until it showed again; 0 if it did not, None if they could not
    # be sent again.
    rounds: int | None
    steps: tuple[Exchange, ...]  # the exchanges, redacted
    # Names of the placeholders of secrets, without the dollar sign.
    variables: frozenset[str] = frozenset()
    # How placeholders that no variable holds are made from others, by name.
    derivations: Mapping[str, Derivation] = field(default_factory=dict)
    sets: frozenset[str] = frozenset()  # opt-in sets of rules that were judged
    readings: Mapping[str, str] = field(default_factory=dict)  # chosen reading by discrepancy id
    source: str = ""  # where the documents state the rule
    contract: str = ""  # file and line of the contract

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return re.sub(r"[^A-Za-z0-9.-]+", "-", f"{self.api}.{self.rule}.{self.id}.json")


def write_witness(witness: Witness, folder: Path) -> Path:
    """Write a witness into a folder, which is created if it is missing.

    Raises:
        ReportError: It cannot be written.
    """
    path = folder / witness.file_name
    text = printable_json(json.dumps(as_document(witness), indent=2))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{text}\n")
    except OSError as error:
        allowed = "a folder that can be written to"
        raise ReportError.of("a witness", path, error, allowed) from error
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
        "derived": {
            name: {"from": made.source, "how": made.how}
            for name, made in sorted(witness.derivations.items())
        },
        "rounds": witness.rounds,
        "exchanges": [exchange_to_json(step) for step in witness.steps],
    }


def read_witness(path: Path) -> Witness:
    """Return the witness in a file.

    Raises:
        OptionError: The file cannot be read, or is not a witness.
    """
    document = _document(path)
    if document.get("version") != VERSION:
        raise _invalid_file(path, f"version {document.get('version')!r}"[:60], f"version {VERSION}")
    steps = document.get("exchanges")
    if not isinstance(steps, list) or not 0 < len(steps) <= MAX_STEPS:
        raise _invalid_file(path, "no usable exchanges", f"a list of 1 to {MAX_STEPS} exchanges")
    texts = ("id", "rule", "severity", "message", "api", "operation", "base_url")
    missing = [name for name in texts if not isinstance(document.get(name), str)]
    rounds = document.get("rounds")
    if missing or not isinstance(rounds, int | None):
        problem = f"no usable {', '.join(missing) or 'rounds'}"
        raise _invalid_file(path, problem, f"texts for {', '.join(texts)}, and whole rounds")
    readings = document.get("readings")
    return Witness(
        **{name: document[name] for name in texts},
        rounds=rounds,
        steps=tuple(exchange_from_json(step, n, str(path)) for n, step in enumerate(steps, 1)),
        variables=frozenset(_names(document.get("variables"))),
        derivations=_derivations(document.get("derived"), path),
        sets=frozenset(_names(document.get("rule_sets"))),
        readings={str(k): str(v) for k, v in readings.items()}
        if isinstance(readings, Mapping)
        else {},
        source=str(document.get("source") or ""),
        contract=str(document.get("contract") or ""),
    )


def _names(value: JSON) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _derivations(value: JSON, path: Path) -> dict[str, Derivation]:
    """Return how placeholders are made from others.

    Raises:
        OptionError: One is not described, or in a way that is not known.
    """
    found: dict[str, Derivation] = {}
    for name, each in value.items() if isinstance(value, Mapping) else ():
        about = each if isinstance(each, Mapping) else {}
        source, how = about.get("from"), about.get("how")
        if not isinstance(source, str) or not isinstance(how, str) or not is_known_way(how):
            raise _invalid_file(
                path,
                f"no usable description of {str(name)[:60]!r} in derived",
                "from, with the name of a secret, and how, as contracts check --witnesses writes",
            )
        found[str(name)] = Derivation(source=source, how=how)
    return found


def _document(path: Path) -> dict[str, JSON]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        document = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise _invalid_file(path, problem, "a file that can be read") from error
    except (ValueError, RecursionError) as error:
        raise _invalid_file(path, "no JSON", "a JSON object") from error
    if not isinstance(document, dict):
        raise _invalid_file(path, "no JSON object", f"a JSON object of at most {MAX_BYTES} bytes")
    return document


def _invalid_file(path: Path, found: str, allowed: str) -> OptionError:
    return OptionError(
        "this is not a witness",
        where=str(path),
        found=found,
        allowed=allowed,
        hint="write one with contracts check --witnesses DIR",
    )
