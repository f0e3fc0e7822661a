"""Divides a run into units of work: a few for each worker, so that the last ones end together.

The plan is a function of documents and options alone. What is in which unit does not change the
report, since `contracts.run.parallel.grouping` keeps together what belongs together.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from contracts.http.requests.targets import Target
from contracts.run.parallel.grouping import groups_of
from contracts.run.parallel.units import Unit
from contracts.run.probing.targets import MANY_OPERATIONS, called_operations
from contracts.run.settings.operations import OperationSettings

UNITS_EACH = 6
"""Units for each worker: what a lost worker has not finished is a small part of the run."""


def plan_check(
    targets: Sequence[Target], settings: OperationSettings, workers: int
) -> tuple[Unit, ...]:
    """Return the units of `contracts check`.

    With `--unsafe` an API with an operation that may change something is one unit, and so are all
    APIs of its server in turn: what one request changes may be what another one reads. The targets
    are limited to the chosen operations.
    """
    called = [called_operations(target, settings) for target in targets]
    changed = {
        target.origin
        for target, operations in zip(targets, called, strict=True)
        if any(not operation.is_safe for operation in operations)
    }
    every = sum(map(len, called))
    most = max(-(-every // (UNITS_EACH * workers)), 1)
    units: list[Unit] = []
    for target, operations in zip(targets, called, strict=True):
        exclusive = target.origin if target.origin in changed else ""
        groups = groups_of(target.contract, operations) if operations else ()
        packed = [tuple(chain(*groups))] if exclusive and groups else _packed(groups, most)
        places = {operation.id: place for place, operation in enumerate(operations)}
        units += (
            Unit(
                number=0,
                api=target.contract.api,
                operations=tuple(sorted(names, key=places.__getitem__)),
                is_part=len(packed) > 1,
                asks_each=len(operations) >= MANY_OPERATIONS,
                exclusive=exclusive,
            )
            for names in packed
        )
    return numbered(units)


def plan_fuzz_round(
    targets: Sequence[Target], settings: OperationSettings, turn: int, first: int
) -> tuple[Unit, ...]:
    """Return the units of one round of `contracts fuzz`: one for each operation.

    Rounds follow each other until the time is up. A round is a function of seed, operation and
    number, so that it does not matter which worker does it. `turn` is the number of the round, from
    0, and `first` that of its first unit.
    """
    units = [
        Unit(number=0, api=target.contract.api, operations=(operation.id,), turn=turn)
        for target in targets
        for operation in called_operations(target, settings)
    ]
    return numbered(units, first)


def numbered(units: Sequence[Unit], first: int = 1) -> tuple[Unit, ...]:
    """Return units with their places in the plan."""
    return tuple(replace(unit, number=number) for number, unit in enumerate(units, first))


def _packed(groups: Sequence[tuple[str, ...]], most: int) -> list[tuple[str, ...]]:
    """Return groups put together, as far as a unit does not get more than `most` operations."""
    packed: list[tuple[str, ...]] = []
    for group in groups:
        if packed and len(packed[-1]) + len(group) <= most:
            packed[-1] += group
        else:
            packed.append(group)
    return packed
