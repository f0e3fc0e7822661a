"""From a YAML document to a `Contract`: readings applied, files bundled, references resolved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from openapi.contract import (
    Contract,
    Discrepancy,
)
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.loading import discrepancies as registers
from openapi.loading.complaints import Complaints
from openapi.loading.operations.contract import contract_of
from openapi.loading.operations.servers import base_path_of
from openapi.loading.packaged import (
    States,
    packaged_documents,
    packaged_states,
    packaged_variables,
    read_prepared,
    write_prepared,
)
from openapi.loading.references.options import LENIENT, STRICT, LoadOptions, limits_from
from openapi.process.garbage import collection_paused

__all__ = [
    "LENIENT",
    "STRICT",
    "LoadOptions",
    "limits_from",
    "load_contract",
    "load_contracts",
    "load_with_complaints",
    "packaged_documents",
    "packaged_variables",
]

_BRACES = re.compile(r"[{}][^{}]*\}?")


def load_contracts(
    paths: Sequence[Path] = (),
    *,
    readings: Mapping[str, str] | None = None,
    base_paths: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> tuple[Contract, ...]:
    """Load several documents that are served or checked together.

    Without paths, these are the packaged ones. `readings` are chosen by discrepancy id;
    `base_paths` by API name replace the path of the first server.

    Raises:
        DocumentError: A document cannot be used, or two have the same API name.
        ExtensionError: One of our extensions is not valid.
        RuleError: A rule does not compile or can never be evaluated.
        ReadingError: A chosen reading, or an API in `base_paths`, does not exist.
    """
    wanted, moved = readings or {}, base_paths or {}
    contracts: dict[str, Contract] = {}
    if paths or options.overlays:
        documents = tuple(paths or packaged_documents())
        # Imported when it is needed, so that the packaged documents are served sooner.
        from openapi.loading.overlays import assign_overlays  # noqa: PLC0415

        assigned = assign_overlays(options.overlays, documents, max_bytes=options.limits.max_bytes)
        loaded = _load_all(documents, wanted, options if paths else STRICT, assigned)
    else:
        loaded = iter(_packaged(tuple(sorted(wanted.items())), packaged_states()))
    for contract in loaded:
        if paths:
            # The packaged rules are compiled by the tests, so that a server starts faster.
            from openapi.rules.compilation import compile_rules  # noqa: PLC0415

            compile_rules(contract)
            if options.is_strict:
                _check_schemas(contract)
                # Imported when it is needed: only strict loading judges examples.
                from openapi.loading.operations.contradictory_examples import (  # noqa: PLC0415
                    refuse_contradictory_examples,
                )

                refuse_contradictory_examples(contract)
        if contract.api in contracts:
            raise DocumentError(
                f"two documents describe an API called {contract.api!r}",
                where=f"{contracts[contract.api].file} and {contract.file}",
                hint="give one of them another x-api",
            )
        contracts[contract.api] = contract
    known = [entry for contract in contracts.values() for entry in contract.discrepancies]
    registers.check_reading_names(known, wanted)
    for api in moved:
        if api not in contracts:
            raise ReadingError(
                f"no loaded document describes an API called {api!r}{did_you_mean(api, contracts)}",
                allowed=", ".join(contracts),
            )
        if _BRACES.search(moved[api]):
            raise ReadingError(
                f"the base path of {api!r} has braces, as if it had a parameter",
                found=moved[api],
                allowed="a path such as /v2",
            )
    return tuple(
        _with_base_path(contract, moved[api]) if api in moved else contract
        for api, contract in contracts.items()
    )


def load_contract(
    path: Path,
    *,
    readings: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> Contract:
    """Load one document.

    A register called `discrepancies.yaml` beside the document is read. `readings` are chosen by
    discrepancy id; entries about other APIs are ignored.

    Raises:
        DocumentError: The document cannot be used.
        ExtensionError: One of our extensions is not valid.
        ReadingError: A chosen reading does not exist.
    """
    return _load(path, readings or {}, {}, options)


def _load_all(
    paths: Sequence[Path],
    readings: Mapping[str, str],
    options: LoadOptions,
    assigned: Mapping[Path, tuple[Path, ...]],
) -> Iterator[Contract]:
    """Load each document when it is taken, with the overlays that change it."""
    read: dict[Path, tuple[Discrepancy, ...]] = {}
    for path in paths:
        yield _load(path, readings, read, replace(options, overlays=assigned.get(path, ())))


@lru_cache(maxsize=4)
def _packaged(readings: tuple[tuple[str, str], ...], states: States) -> tuple[Contract, ...]:
    """Return the packaged contracts; a process that runs many checks reads their files once."""
    documents = None if readings else read_prepared(states)
    if documents is None:
        # Imported when it is needed, like all that reads and converts.
        from openapi.loading.assembly import upgraded_document  # noqa: PLC0415

        read: dict[Path, tuple[Discrepancy, ...]] = {}
        strict = Complaints(is_strict=True)
        documents = tuple(
            upgraded_document(path, dict(readings), read, STRICT, strict)
            for path in packaged_documents()
        )
        if not readings:
            write_prepared(states, documents)
    return tuple(contract_of(each, Complaints(is_strict=True)) for each in documents)


def _load(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
) -> Contract:
    return load_with_complaints(
        path, readings, read, options, Complaints(is_strict=options.is_strict)
    )


def load_with_complaints(
    path: Path,
    readings: Mapping[str, str],
    read: dict[Path, tuple[Discrepancy, ...]],
    options: LoadOptions,
    complaints: Complaints,
) -> Contract:
    """Load one document.

    `read` has the registers of discrepancies that were read before, by path.

    Raises:
        ContractError: The document cannot be used.
    """
    with collection_paused():
        # Imported when it is needed: prepared documents are not read and converted.
        from openapi.loading.assembly import upgraded_document  # noqa: PLC0415

        document = upgraded_document(path, readings, read, options, complaints)
        return contract_of(document, complaints)


def _check_schemas(contract: Contract) -> None:
    # Imported when it is needed: only strict loading judges schemas before they are used.
    from openapi.schema.conversion import json_schema_of  # noqa: PLC0415
    from openapi.schema.validation import SchemaValidator  # noqa: PLC0415

    for operation in contract.operations:
        bodies = [response.media_types for response in operation.responses]
        if operation.request_body:
            bodies.append(operation.request_body.media_types)
        schemas = [media.schema for medias in bodies for media in medias if media.schema]
        for schema in [*(parameter.schema for parameter in operation.parameters), *schemas]:
            try:
                SchemaValidator(json_schema_of(schema))
            except ValueError as error:
                raise DocumentError(
                    f"a schema of {operation.id} cannot be judged",
                    where=contract.location(schema.pointer),
                    found=str(error),
                ) from error


def _with_base_path(contract: Contract, base_path: str) -> Contract:
    return Contract(
        **{name: getattr(contract, name) for name in Contract.__slots__ if name != "base_path"},
        base_path=base_path_of(base_path),
    )
