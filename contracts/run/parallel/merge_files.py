"""Merges the JSON reports of several runs of one check, such as the jobs of a pipeline."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import openapi
from contracts.errors import OptionError
from contracts.results.merging.contradictions import refuse_contradictions
from contracts.results.merging.members import Members
from contracts.results.merging.merge import merge, unchosen_in_all
from contracts.results.merging.report_json import report_from_json, text_hash
from contracts.results.report import Report
from contracts.run.parallel.merge_settings import MergeSettings
from openapi.json.types import JSON
from openapi.text.listing import listed

MAX_BYTES = 512 * 1024 * 1024
"""Bytes of one report; that of a document with a thousand operations has about ten million."""

MAX_NAMED = 8  # operations that a note names; further ones are counted

_CHOICE = re.compile(r"[0-9]+ of [0-9]+ operations (?:is|are) chosen by ")
"""The beginning of the note on operations that the options of one run leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A file that was read."""

    path: Path
    digest: bytes  # of its bytes
    report: Report
    documents: Mapping[str, str]  # hash of each document by the name of its file


def merge_files(settings: MergeSettings) -> Report:
    """Return the report of several runs as that of one.

    Raises:
        OptionError: A file cannot be used, or is not about the same as the first one.
    """
    parts = [_read(path) for path in settings.files]
    usable = [part for part in parts if not part.report.error] or parts
    for place, part in enumerate(usable[1:], start=1):
        _refuse_other(usable[0], part)
        for earlier in usable[:place]:
            _refuse_other_documents(earlier, part)
    _refuse_twice(parts)
    merged = merge([part.report for part in (*usable, *(p for p in parts if p not in usable))])
    left = unchosen_in_all([part.report for part in usable])
    notes = [note for note in merged.notes if not _CHOICE.match(note)]
    return replace(
        merged,
        notes=(*_missing(left), *_servers(usable), *notes),
        is_strict=settings.is_strict or any(part.report.is_strict for part in parts),
        texts={name: text for part in usable for name, text in _texts(part)},
        unchosen=left,
        is_verbose=settings.is_verbose,
        repeat=_repeat(usable),
    )


def _read(path: Path) -> _Part:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        document: JSON = json.loads(data) if len(data) <= MAX_BYTES else None
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise _unusable(path, "no JSON") from error
    if document is None:
        raise _unusable(path, "null, or more than 512 MiB")
    members = Members(document, str(path))
    if members.get("recording") is not None:
        raise OptionError(
            "reports on recordings are not merged",
            where=str(path),
            found="a report of contracts har",
            allowed="a report of contracts check or contracts fuzz",
            hint="give all recordings to one contracts har",
        )
    report = report_from_json(document, str(path))
    refuse_contradictions(members, report)
    return _Part(
        path=path,
        digest=hashlib.sha256(data).digest(),
        report=report,
        documents=report.hashes,
    )


def _unusable(path: Path, found: str) -> OptionError:
    return OptionError(
        "this report cannot be read",
        where=str(path),
        found=found,
        allowed="a report of contracts check --report json=FILE",
    )


_SAME: Mapping[str, Callable[[_Part], object]] = {
    "the profile": lambda part: part.report.profile,
    "readings": lambda part: part.report.readings,
    "sets of rules": lambda part: part.report.sets,
    "the command": lambda part: part.report.command[:2],
    "--unsafe": lambda part: part.report.is_unsafe,
}
"""What has to be the same in all runs, so that a single run could have had their results."""


def _refuse_other(first: _Part, other: _Part) -> None:
    for what, of in _SAME.items():
        if of(first) != of(other):
            raise _differ(what, _difference(of(other), of(first)), first, other)


def _refuse_other_documents(first: _Part, other: _Part) -> None:
    """Refuse two versions of a document; runs of different APIs may have loaded different ones."""
    one, two = first.documents, other.documents
    if first.report.targets.keys().isdisjoint(other.report.targets):
        both = one.keys() & two.keys()
        one, two = ({name: hashes[name] for name in both} for hashes in (one, two))
    if one != two:
        raise _differ("documents", _difference(two, one), first, other)


def _differ(what: str, found: str, first: _Part, other: _Part) -> OptionError:
    return OptionError(
        f"these reports differ in {what}, so they are not parts of one run",
        where=str(other.path),
        found=found,
        allowed=f"the same as in {first.path}",
        hint="merge reports of runs with the same documents and options; choose what each run"
        " checks with --operation, --tag or --path",
    )


def _difference(found: object, wanted: object) -> str:
    if isinstance(found, Mapping) and isinstance(wanted, Mapping):
        names = sorted(n for n in {*found, *wanted} if found.get(n) != wanted.get(n))
        return f"another {', '.join(names[:MAX_NAMED])}"[:200]
    if isinstance(found, frozenset):
        return ", ".join(sorted(found)) or "none"
    return repr(found)[:200]


def _refuse_twice(parts: Sequence[_Part]) -> None:
    """Refuse the same report twice: its requests and findings would count twice."""
    seen: dict[bytes, Path] = {}
    for part in parts:
        other = seen.setdefault(part.digest, part.path)
        if other is not part.path:
            raise OptionError(
                "this report is given twice",
                where=str(part.path),
                found=f"the same bytes as {other}",
                allowed="each report once",
            )


def _missing(left: Sequence[str]) -> Iterator[str]:
    """Yield which operations are in no part, if there are any."""
    if left:
        count = f"{len(left)} operations are" if len(left) > 1 else "1 operation is"
        yield f"{count} chosen in none of the runs: {listed(left, MAX_NAMED)}."


def _servers(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield that an API was checked at several addresses, if it was."""
    urls: dict[str, dict[str, None]] = {}
    for part in parts:
        for api, url in part.report.targets.items():
            urls.setdefault(api, {})[url] = None
    for api, every in urls.items():
        if len(every) > 1:
            yield f"{api}: the runs have checked {', '.join(every)}."


def _repeat(parts: Sequence[_Part]) -> tuple[str, ...]:
    """Return the options that repeat all runs: those of the first, with the documents of all."""
    first = parts[0].report.repeat
    if all(part.report.repeat == first for part in parts):
        return first
    pairs = [pair for part in parts for pair in pairwise(part.report.repeat)]
    specs = dict.fromkeys(path for option, path in pairs if option == "--spec")
    missing = [path for path in specs if ("--spec", path) not in pairwise(first)]
    more = [word for path in missing for word in ("--spec", path)]
    return (*_without_choice(first), *more)


def _without_choice(words: Sequence[str]) -> tuple[str, ...]:
    """Return options without those that choose operations."""
    choosing = ("--operation", "--tag", "--method", "--path", "--exclude-", "--changed-since")
    kept: list[str] = []
    skips = False
    for word in words:
        if skips:
            skips = False
        elif word.startswith(choosing):
            skips = True
        else:
            kept.append(word)
    return tuple(kept)


def _texts(part: _Part) -> Iterator[tuple[str, str]]:
    """Yield the texts of the documents that are here as they were, so that reports show lines."""
    packaged = Path(openapi.__file__).parent
    for name, wanted in part.documents.items():
        for path in (Path(part.report.files.get(name, name)), packaged / Path(name).name):
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, ValueError):
                continue
            if text_hash(text) == wanted:
                yield name, text
                break
