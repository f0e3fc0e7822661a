"""Which operations a run is about: `--operation`, `--tag`, `--method`, `--path` and the like."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from contracts.errors import OptionError
from contracts.http.requests.targets import Target
from contracts.run.selection.changes import changed_operations
from contracts.run.settings.operations import (
    CHANGED_SINCE,
    EXCLUDED,
    METHOD,
    OPERATION,
    PATH,
    TAG,
    OperationSettings,
)
from contracts.run.settings.options import Option
from openapi.contract import Contract, Operation
from openapi.errors import did_you_mean
from openapi.loading.document import LENIENT, LoadOptions, load_contract
from openapi.text.listing import listed

MAX_NAMED = 8  # operations that the line on what was left out names; further ones are counted
MAX_ALLOWED = 30  # names that a message lists as allowed

_Choice = tuple[Option, tuple[str, ...]]  # an option with its values
_Names = Callable[[Contract, Operation], tuple[str, ...]]

_NAMES: Mapping[Option, _Names] = {
    OPERATION: lambda _, operation: (operation.id,),
    TAG: lambda _, operation: operation.tags,
    METHOD: lambda _, operation: (operation.method,),
    PATH: lambda contract, operation: (operation.path, contract.path_of(operation)),
}
"""What the values of each option are compared with."""


def with_chosen(
    settings: OperationSettings,
    targets: Sequence[Target],
    readings: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> tuple[Target, ...]:
    """Return the targets, limited to the operations that the settings choose.

    The readings are for older documents too, and the options say how these are loaded.

    Raises:
        OptionError: A name is unknown, or the names together choose nothing.
        ContractError: An older document cannot be used.
    """
    if not any(settings.choosing()):
        return tuple(targets)
    contracts = [target.contract for target in targets]
    chosen = chosen_ids(settings, contracts, readings, options)
    return tuple(replace(target, chosen=ids) for target, ids in zip(targets, chosen, strict=True))


def chosen_ids(
    settings: OperationSettings,
    contracts: Sequence[Contract],
    readings: Mapping[str, str] | None = None,
    options: LoadOptions = LENIENT,
) -> tuple[frozenset[str], ...]:
    """Return for each contract the ids of the operations that the settings choose.

    Raises:
        OptionError: A name is unknown, or the names together choose nothing.
        ContractError: An older document cannot be used.
    """
    _refuse_unknown(settings, contracts)
    choosing = [*settings.choosing()]
    named = [
        frozenset(o.id for o in contract.operations if _is_chosen(choosing, contract, o))
        for contract in contracts
    ]
    if any(contract.operations for contract in contracts) and not any(named):
        raise OptionError(
            "no operation is chosen by these options together",
            where=_shown(settings),
            allowed="an operation that matches one value of each option, and none that excludes",
            hint="leave one of them out",
        )
    if not settings.changed_since:
        return tuple(named)
    # Which of several APIs an overlay is for is not known before the documents are read.
    own = options if len(contracts) == 1 else replace(options, overlays=())
    loaded = (
        load_contract(path, readings=readings, options=own) for path in settings.changed_since
    )
    older = _paired([*loaded], contracts)
    return tuple(
        chosen & changed_operations(contract, old)
        for chosen, contract, old in zip(named, contracts, older, strict=True)
    )


def choice_note(settings: OperationSettings, targets: Sequence[Target]) -> tuple[str, ...]:
    """Return one sentence on the operations that were not chosen; none if all are checked."""
    chosen = {operation.id for target in targets for operation in target.operations}
    every = [operation.id for target in targets for operation in target.contract.operations]
    rest = [name for name in every if name not in chosen]
    if not rest:
        return ()
    count = len(every) - len(rest)
    verb = "is" if count == 1 else "are"
    head = f"{count} of {len(every)} operations {verb} chosen by {_shown(settings)}"
    return (f"{head}; left out: {listed(rest, MAX_NAMED)}.",)


def unchosen(targets: Sequence[Target]) -> tuple[str, ...]:
    """Return the operations that the options leave out, each as `API OPERATION`."""
    return tuple(
        f"{target.contract.api} {operation.id}"
        for target in targets
        for operation in target.contract.operations
        if not target.is_chosen(operation)
    )


def is_nothing_chosen(targets: Sequence[Target]) -> bool:
    """Whether the options leave no operation, because none has changed."""
    is_limited = any(target.chosen is not None for target in targets)
    return is_limited and not any(target.operations for target in targets)


def _shown(settings: OperationSettings) -> str:
    return " ".join(
        f"{option.flags[0]} {shlex.quote(value)}"
        for option, values in settings.choosing()
        for value in values
    )


def _is_chosen(choosing: Sequence[_Choice], contract: Contract, operation: Operation) -> bool:
    for option, values in choosing:
        kind = EXCLUDED.get(option, option)
        if kind in _NAMES:
            names = _NAMES[kind](contract, operation)
            is_matching = any(_matches(value, names, kind) for value in values)
            if is_matching == (option in EXCLUDED):
                return False
    return True


def _matches(pattern: str, names: Sequence[str], kind: Option) -> bool:
    """Whether a value of an option matches one of the names of an operation."""
    wanted = pattern.upper() if kind is METHOD else pattern
    # A name may have brackets of its own, which a pattern reads as a set of characters.
    return any(wanted == name or fnmatchcase(name, wanted) for name in names)


def _refuse_unknown(settings: OperationSettings, contracts: Sequence[Contract]) -> None:
    """Refuse a value that matches no operation: a misspelt one would check less, or nothing."""
    for option, values in settings.choosing():
        kind = EXCLUDED.get(option, option)
        if kind not in _NAMES:
            continue
        known = dict.fromkeys(
            name
            for contract in contracts
            for operation in contract.operations
            for name in _NAMES[kind](contract, operation)
        )
        for value in values:
            if not _matches(value, [*known], kind):
                raise OptionError(
                    f"no operation has the {'id' if kind is OPERATION else kind.name} {value!r}"
                    f"{did_you_mean(value, known)}",
                    where=option.flags[0],
                    allowed=listed([*known], MAX_ALLOWED) or "none: no operation has one",
                )


def _paired(older: Sequence[Contract], contracts: Sequence[Contract]) -> Sequence[Contract]:
    """Return the older contract of each; a single one is that of a single API, whatever its name.

    Raises:
        OptionError: An API has no older document.
    """
    if len(contracts) == len(older) == 1:
        return older
    by_api = {contract.api: contract for contract in older}
    for contract in contracts:
        if contract.api not in by_api:
            raise OptionError(
                f"no older document describes the API {contract.api!r}"
                f"{did_you_mean(contract.api, by_api)}",
                where=CHANGED_SINCE.flags[0],
                found=", ".join(by_api),
                allowed="one document for each API that is checked",
                hint=f"name the API to check: {next(iter(by_api), 'api')}=URL",
            )
    return [by_api[contract.api] for contract in contracts]
