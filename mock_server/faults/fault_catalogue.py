"""The catalogue of all faults of some APIs, each built when it is first requested.

Faults of transport and protocol are built at once. Those that follow from a contract take longer;
they are built operation by operation and rule by rule, so that a server without faults builds none,
and one with a single fault does not wait for the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import islice

from mock_server.faults.kinds import pagination, polling, records, rules, schema
from mock_server.faults.kinds.protocol import protocol_faults
from mock_server.faults.kinds.rules import UnbreakableRule
from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.model.activation import ActiveFault, parse_fault, shorten
from mock_server.faults.model.fault import Fault, FaultError, FaultKind, Setting
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan
from openapi.contract import Contract, Operation
from openapi.json.types import JSON

_MOST_NAMED = 20  # operations whose faults are named beside a name that does not exist
_REMEMBERED = 8  # operations whose faults a later catalogue finds; each keeps its contract


def fault_json(fault: Fault) -> dict[str, JSON]:
    """Return the JSON of a fault."""
    return {
        "id": fault.id,
        "kind": str(fault.kind),
        "summary": fault.summary,
        "api": fault.api,
        "operation": fault.operation,
        "statuses": [*fault.statuses],
        "settings": [setting_json(setting) for setting in fault.settings],
        "caught_by": [*map(str, fault.detected_by)],
        "also": [*map(str, fault.side_effects)],
        "query": dict(fault.query),
        "answers": fault.exchanges_needed,
    }


def setting_json(setting: Setting) -> dict[str, JSON]:
    """Return the JSON of a setting."""
    return {
        "name": setting.name,
        "summary": setting.summary,
        "default": setting.default,
        "minimum": setting.minimum,
        "maximum": setting.maximum,
    }


def unbreakable_json(rule: UnbreakableRule) -> dict[str, JSON]:
    """Return the JSON of a rule that no answer breaks."""
    return {"rule": rule.rule, "api": rule.api, "operation": rule.operation, "reason": rule.reason}


Listed = tuple[tuple[Fault, ...], tuple[UnbreakableRule, ...]]
"""Some faults, and the rules that have none."""


def _divided(entries: Sequence[Fault | UnbreakableRule]) -> Listed:
    return (
        tuple(each for each in entries if isinstance(each, Fault)),
        tuple(each for each in entries if isinstance(each, UnbreakableRule)),
    )


class Catalogue:
    """All faults of some APIs."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        """Create the catalogue of `contracts`; no fault of a contract is built yet."""
        self._by_operation = tuple(
            _faults_of(contract, operation)
            for contract in contracts
            for operation in contract.operations
        )
        self._plain = (*transport_faults(), *protocol_faults())

    def faults(self, *, api: str = "", kind: FaultKind | None = None) -> tuple[Fault, ...]:
        """Return every fault with its side effects; building all of them takes seconds.

        Only those of an API, without those of every API, or of a kind, if they are given.
        """
        return self.listed(api=api, kind=kind)[0]

    def listed(
        self, *, api: str = "", kind: FaultKind | None = None, has_side_effects: bool = True
    ) -> Listed:
        """Return what `faults` does, and the rules that no answer breaks, each with the reason.

        Without side effects it takes a fraction of the time, for a list that shows none. Every
        fault can be applied all the same, but its query may be another.
        """
        plain = () if api else tuple(each for each in self._plain if kind in (None, each.kind))
        own = [
            entry
            for each in self._of_api(api)
            for entry in each.entries(kind, has_side_effects=has_side_effects)
        ]
        return _divided((*plain, *own))

    @property
    def plain(self) -> tuple[Fault, ...]:
        """The faults of every operation, which need no contract."""
        return self._plain

    def of_operation(self, operation: Operation) -> Listed:
        """Return the own faults of an operation, and its rules that no answer breaks.

        Building them may take a second; later calls are fast.
        """
        own = self._of_operation(operation)
        return _divided([entry for each in own for entry in each.entries(None)])

    def is_instant(self, name: str) -> bool:
        """Whether a fault needs no contract, so that it is found and applied at once."""
        return any(fault.id == name for fault in self._plain)

    def learn(self, name: str, operation: Operation | None = None) -> None:
        """Build all that `find` needs for a name or its error message, so that it is fast later.

        An empty name builds only the list of ids; with an operation, only what is for it.
        """
        if not name:
            self.names(operation)
        with suppress(FaultError):
            self.find(name, operation)

    def names(self, operation: Operation | None = None) -> tuple[str, ...]:
        """Return the ids of all faults, without building their side effects.

        With an operation, only its own and those of every API.
        """
        return self._names_of(self._of_operation(operation))

    def _names_of(self, operations: "Iterable[OperationFaults]") -> tuple[str, ...]:
        plain = (fault.id for fault in self._plain)
        own = (name for each in operations for name in each.names)
        return tuple(dict.fromkeys([*plain, *own]))

    def find(self, name: str, operation: Operation | None = None) -> tuple[Fault, ...]:
        """Return the faults with this id, at most one for each operation.

        With an operation, only that one's.

        Raises:
            FaultError: There is no such fault.
        """
        plain = tuple(fault for fault in self._plain if fault.id == name)
        if plain:
            return plain
        entries = [each.find(name) for each in self._of_operation(operation)]
        found = tuple(entry for entry in entries if isinstance(entry, Fault))
        if found:
            return found
        reasons = [entry.reason for entry in entries if isinstance(entry, UnbreakableRule)]
        if reasons:
            raise FaultError(
                f"no answer breaks the rule {name.partition('.')[2]!r}",
                found=shorten(name),
                allowed="a rule that an answer can break",
                hint=f"leave it out: {reasons[0]}",
            )
        where = f" for {operation.id}" if operation is not None else ""
        raise FaultError(
            f"there is no fault {shorten(name)!r}{where}" if name else "no fault is named",
            found=shorten(name),
            available=self._names_of(islice(self._of_operation(operation), _MOST_NAMED)),
        )

    def arm(self, text: str, *, now: float, operation: Operation | None = None) -> ActiveFault:
        """Return the armed fault of a line of text.

        The text is such as `delay;seconds=2`; `now` is in seconds since 1970; without an operation,
        the fault is for any.

        Raises:
            FaultError: The fault or a setting does not exist, or a value is not allowed.
        """

        def settings_of(name: str) -> tuple[Setting, ...]:
            return self.find(name, operation)[0].settings

        return parse_fault(text, settings_of, now=now)

    def plan(self, armed: ActiveFault, exchange: HealthyExchange) -> ResponsePlan | None:
        """Return the faulty answer of an armed fault; None if it does not apply to the exchange."""
        try:
            found = self.find(armed.fault, exchange.operation)
        except FaultError:
            return None  # armed for a session, but for other operations
        plans = (fault.plan(exchange, armed.settings) for fault in found)
        return next((plan for plan in plans if plan is not None), None)

    def _of_api(self, api: str) -> Iterator["OperationFaults"]:
        return (each for each in self._by_operation if api in ("", each.operation.api))

    def _of_operation(self, operation: Operation | None) -> Iterator["OperationFaults"]:
        for each in self._by_operation:
            own = each.operation
            if operation is None or (own.api, own.id) == (operation.api, operation.id):
                yield each


@lru_cache(maxsize=_REMEMBERED)
def _faults_of(contract: Contract, operation: Operation) -> "OperationFaults":
    """Return the faults of an operation, the same ones for every catalogue of this process."""
    return OperationFaults(contract, operation)


class OperationFaults:
    """The faults that follow from one operation's contract."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._contract = contract
        self.operation = operation
        self._rule = lru_cache(maxsize=None)(
            lambda rule_id: rules.rule_fault(contract, operation, rule_id)
        )

    def entries(
        self, kind: FaultKind | None, *, has_side_effects: bool = True
    ) -> Iterator[Fault | UnbreakableRule]:
        """Yield the faults of one kind, or of all, and the rules that no answer can break."""
        if kind in (None, FaultKind.CONTRACT):
            if has_side_effects:
                yield from self._schema_complete.values()
            else:
                yield from (each.fault for each in self._schema)
            for id_ in rules.rule_ids(self.operation):
                yield self._rule(id_) if has_side_effects else self._listed_rule(id_)
        if kind in (None, FaultKind.PAGINATION):
            yield from self._pages.values() if has_side_effects else self._plain_pages
        if kind in (None, FaultKind.POLLING):
            yield from self._polls.values()
        if kind in (None, FaultKind.RECORDS):
            yield from self._records.values()

    def find(self, name: str) -> Fault | UnbreakableRule | None:
        """Return the fault of an id, such as `rule.shop.total-adds-up`; None if there is none."""
        family, _, rest = name.partition(".")
        if family == rules.FAMILY:
            return self._rule(rest) if rest in rules.rule_ids(self.operation) else None
        if family == pagination.FAMILY:
            return self._pages.get(name)
        if family == polling.FAMILY:
            return self._polls.get(name)
        if family == records.FAMILY:
            return self._records.get(name)
        if family not in schema.FAMILIES:
            return None
        # The side effects are built only for an id that exists: they need all the rules.
        return self._schema_complete.get(name) if name in self._schema_ids else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of all faults of the operation."""
        own_rules = (f"{rules.FAMILY}.{id_}" for id_ in rules.rule_ids(self.operation))
        pages = (fault.id for fault in self._plain_pages)
        return (*self._schema_ids, *own_rules, *pages, *self._polls, *self._records)

    def _listed_rule(self, id_: str) -> Fault | UnbreakableRule:
        return rules.rule_fault(self._contract, self.operation, id_, is_for_list=True)

    @cached_property
    def _schema(self) -> tuple[schema.SchemaFault, ...]:
        return schema.schema_faults(self._contract, self.operation)

    @cached_property
    def _schema_ids(self) -> dict[str, None]:
        return dict.fromkeys(each.fault.id for each in self._schema)

    @cached_property
    def _schema_complete(self) -> dict[str, Fault]:
        found = schema.with_side_effects(self.operation, self._schema)
        return {fault.id: fault for fault in found}

    @cached_property
    def _plain_pages(self) -> tuple[Fault, ...]:
        return pagination.pagination_faults(self.operation)

    @cached_property
    def _pages(self) -> dict[str, Fault]:
        return {
            fault.id: pagination.with_side_effects(self._contract, self.operation, fault)
            for fault in self._plain_pages
        }

    @cached_property
    def _polls(self) -> dict[str, Fault]:
        found = polling.polling_faults(self._contract, self.operation)
        return {fault.id: fault for fault in found}

    @cached_property
    def _records(self) -> dict[str, Fault]:
        found = records.record_faults(self._contract, self.operation)
        return {fault.id: fault for fault in found}
