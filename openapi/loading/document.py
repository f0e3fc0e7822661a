"""From a YAML document to a `Contract`: readings applied, files bundled, references resolved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from openapi.contract import Contract, Discrepancy
from openapi.errors import DocumentError, ReadingError, did_you_mean
from openapi.loading import discrepancies as registers
from openapi.loading.complaints import Complaints
from openapi.loading.operations.contract import contract_of
from openapi.loading.operations.servers import BRACES, base_path_of
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
    wanted = readings or {}
    contracts: dict[str, Contract] = {}
    for contract in _loaded(paths, wanted, options):
        if contract.api in contracts:
            raise DocumentError(
                f"two documents describe an API called {contract.api!r}",
                where=f"{contracts[contract.api].file} and {contract.file}",
                hint="give one of them another x-api",
            )
        contracts[contract.api] = contract
    known = [entry for contract in contracts.values() for entry in contract.discrepancies]
    registers.check_reading_names(known, wanted)
    for api, base_path in (base_paths or {}).items():
        _check_base_path(api, base_path, contracts)
        contracts[api] = replace(contracts[api], base_path=base_path_of(base_path))
    return tuple(contracts.values())


def _check_base_path(api: str, base_path: str, contracts: Mapping[str, Contract]) -> None:
    if api not in contracts:
        raise ReadingError(
            f"no loaded document describes an API called {api!r}{did_you_mean(api, contracts)}",
            allowed=", ".join(contracts),
        )
    if BRACES.search(base_path):
        raise ReadingError(
            f"the base path of {api!r} has braces, as if it had a parameter",
            found=base_path,
            allowed="a path such as /v2",
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
    complaints = Complaints(is_strict=options.is_strict)
    return load_with_complaints(path, readings or {}, {}, options, complaints)


def _loaded(
    paths: Sequence[Path], readings: Mapping[str, str], options: LoadOptions
) -> Iterator[Contract]:
    """Yield the contract of each document, loaded when it is taken; none: the packaged ones."""
    if not paths and not options.overlays:
        yield from _packaged(tuple(sorted(readings.items())), packaged_states())
        return
    documents = tuple(paths or packaged_documents())
    # Imported when it is needed, so that the packaged documents are served sooner.
    from openapi.loading.overlays import assign_overlays  # noqa: PLC0415

    limit = options.limits.max_bytes
    assigned = assign_overlays(options.overlays, documents, max_bytes=limit)
    read: dict[Path, tuple[Discrepancy, ...]] = {}
    for path in documents:
        own = replace(options if paths else STRICT, overlays=assigned.get(path, ()))
        complaints = Complaints(is_strict=own.is_strict)
        contract = load_with_complaints(path, readings, read, own, complaints)
        if paths:
            # The packaged documents are judged by the tests, so that a server starts faster.
            _judge(contract, options)
        yield contract


def _judge(contract: Contract, options: LoadOptions) -> None:
    """Refuse a contract with a rule that is wrong; if it is strict, with any other mistake."""
    # Imported when they are needed: the packaged documents are served without them.
    from openapi.rules.compilation import compile_rules  # noqa: PLC0415

    compile_rules(contract)
    if options.is_strict:
        from openapi.loading.operations.contradictory_examples import refuse_contradictory_examples  # noqa: PLC0415
        from openapi.loading.operations.underivable_answers import refuse_answers_without_value  # noqa: PLC0415

        _check_schemas(contract)
        refuse_contradictory_examples(contract)
        refuse_answers_without_value(contract)


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
