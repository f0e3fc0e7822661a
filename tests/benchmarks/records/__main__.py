"""Create, read, list, change and delete a record of each resource of published documents.

    python -m tests.benchmarks.records --documents 300 --seed 1

Each document is served with `--stateful` in this process. A pair is a path with POST and a path of
its records with GET. Every answer is judged by the document as it is, with jsonschema alone.
"""

import argparse
import re
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from mock_server.asgi.app import create_mock
from mock_server.http.media_types import concrete_media_type
from mock_server.settings import Settings
from openapi.contract import Contract, Operation, is_json_type
from openapi.loading.document import load_contracts
from tests.benchmarks.corpus.choosing import add_options, chosen_documents
from tests.benchmarks.corpus.judging import RawDocument
from tests.benchmarks.records.dialogue import Dialogue, Outcome

_MOST_OPERATIONS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOutcome:
    """What came of one document."""

    name: str
    outcomes: tuple[Outcome, ...] = ()
    error: str = ""


def main() -> None:
    """Print one line a resource that does not agree, then the totals."""
    options = _options()
    with TemporaryDirectory() as name:
        folder = Path(name)
        paths = chosen_documents(options, folder)
        function = partial(try_document, folder=folder / "documents", most=options.pairs)
        with ProcessPoolExecutor(options.processes, mp_context=get_context("fork")) as pool:
            found = []
            for each in pool.map(function, paths):
                found.append(each)
                for line in _lines(each):
                    _say(line)
    _say(_summary(found))


def try_document(path: Path, *, folder: Path, most: int) -> DocumentOutcome:
    """Hold a dialogue about each pair of a document, up to a number of them."""
    name = str(path.relative_to(folder))
    try:
        contract = load_contracts([path])[0]
        if len(contract.operations) > _MOST_OPERATIONS:
            return DocumentOutcome(name=name, error="too many operations")
        pairs = [*pairs_of(contract)][:most]
        if not pairs:
            return DocumentOutcome(name=name)
        mock = create_mock([contract], Settings(is_stateful=True))
        dialogue = Dialogue(mock.app, contract, RawDocument(path))
        return DocumentOutcome(name=name, outcomes=tuple(dialogue.run(*pair) for pair in pairs))
    except Exception:  # noqa: BLE001 - one document must not end the run
        return DocumentOutcome(name=name, error=traceback.format_exc()[-1500:])


def pairs_of(contract: Contract) -> Iterator[tuple[str, Operation, Operation]]:
    """Yield each path with POST whose records have a path with GET, and the two operations."""
    known = {(each.method, each.path.rstrip("/")): each for each in contract.operations}
    for (method, path), operation in known.items():
        found = re.fullmatch(r"(.+)/\{[^{}/]+\}", path)
        media = operation.success.media_types if operation.success is not None else ()
        is_json_pair = any(is_json_type(concrete_media_type(each.name)) for each in media)
        if method == "GET" and found and is_json_pair and ("POST", found[1]) in known:
            yield found[1], known["POST", found[1]], operation


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Try the records of published documents.")
    parser.add_argument("--pairs", type=int, default=10, help="tried of each document at most")
    add_options(parser)
    return parser.parse_args()


def _lines(each: DocumentOutcome) -> Iterator[str]:
    if each.error:
        yield f"{each.name}: {each.error}"
    for outcome in each.outcomes:
        for step, fault in outcome.faults.items():
            yield f"{each.name} {outcome.name}: {step}: {fault}"


def _summary(found: list[DocumentOutcome]) -> str:
    outcomes = [outcome for each in found for outcome in each.outcomes]
    held = [each for each in outcomes if "no dialogue" not in each.faults]
    documents = [each for each in found if _is_held(each)]
    steps = Counter(step for each in held for step in each.steps)
    faults = Counter(step for each in held for step in each.faults)
    agreed = sum(not each.faults for each in held)
    whole = sum(not any(o.faults for o in each.outcomes) for each in documents)
    without = len(outcomes) - len(held)
    share, whole_share = agreed / max(len(held), 1), whole / max(len(documents), 1)
    lines = [
        f"{len(found)} documents, {sum(bool(each.error) for each in found)} not tried",
        f"{len(documents)} documents with {len(held)} pairs; no request for {without} more",
        f"{agreed} pairs agree in every step ({share:.1%})",
        f"{whole} documents agree in every pair ({whole_share:.1%})",
        *(f"  {step}: {count - faults[step]} of {count}" for step, count in steps.items()),
        f"  not recognised: {faults['recognised']}",
    ]
    return "\n".join(lines)


def _is_held(each: DocumentOutcome) -> bool:
    return any("no dialogue" not in outcome.faults for outcome in each.outcomes)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
