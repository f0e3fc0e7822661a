"""The catalogue: every fault there is for some APIs, found when it is first asked for.

Faults of transport and protocol cost nothing. What follows from a contract is worked out operation
by operation and rule by rule, so that a server that is asked for no fault pays for none, and one
that is asked for a single fault does not wait for all.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from typing import Self

from mock_server.faults.kinds.pagination import FAMILY as PAGE
from mock_server.faults.kinds.pagination import pagination_faults, with_side_effects
from mock_server.faults.kinds.polling import FAMILY as POLL
from mock_server.faults.kinds.polling import polling_faults
from mock_server.faults.kinds.protocol import protocol_faults
from mock_server.faults.kinds.rules import FAMILY as RULE
from mock_server.faults.kinds.rules import UnbreakableRule, rule_fault, rule_ids
from mock_server.faults.kinds.schema import judged, schema_faults
from mock_server.faults.kinds.transport import transport_faults
from mock_server.faults.model.activation import ActiveFault, parse_fault, shorten
from mock_server.faults.model.fault import Fault, FaultError, Kind, Setting
from mock_server.faults.model.healthy_exchange import HealthyExchange
from mock_server.faults.model.response_plan import ResponsePlan
from openapi.contract import Contract, Operation


class Catalogue:
    """Every fault there is for some APIs."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        """Prepare to find the faults of `contracts`; nothing is worked out yet."""
        self._by_operation = tuple(
            OperationFaults(contract, operation)
            for contract in contracts
            for operation in contract.operations
        )
        self._plain = (*transport_faults(), *protocol_faults())

    @classmethod
    def of(cls, contracts: Sequence[Contract]) -> Self:
        """Return the catalogue of some APIs."""
        return cls(contracts)

    def faults(self, *, api: str = "", kind: Kind | None = None) -> tuple[Fault, ...]:
        """Return every fault, complete; working them all out takes seconds.

        Args:
            api: Only those of one API, without those of every API.
            kind: Only those of one kind.
        """
        plain = () if api else self._plain
        shelves = [shelf for shelf in self._by_operation if api in ("", shelf.operation.api)]
        found = (*plain, *(fault for shelf in shelves for fault in shelf.faults(kind)))
        return tuple(fault for fault in found if kind in (None, fault.kind))

    def unsatisfiable(self, *, api: str = "") -> tuple[UnbreakableRule, ...]:
        """Return the rules that no answer breaks, each with the reason."""
        return tuple(
            rule
            for shelf in self._by_operation
            if api in ("", shelf.operation.api)
            for rule in shelf.unsatisfiable()
        )

    def is_instant(self, name: str) -> bool:
        """Whether a fault is found and applied at once: it does not depend on a contract."""
        return any(fault.id == name for fault in self._plain)

    def learn(self, name: str, operation: Operation | None = None) -> None:
        """Work out what `find` and its error messages need, so that they take no time later.

        Args:
            name: What will be asked for; empty to learn only which names there are.
            operation: Only for this operation.
        """
        with suppress(FaultError):
            self.find(name, operation)

    def names(self, operation: Operation | None = None) -> tuple[str, ...]:
        """Return what can be asked for, without working out what else each fault breaks.

        Args:
            operation: Only what can happen to its answers.
        """
        shelves = (shelf.names for shelf in self._shelves_for(operation))
        plain = (fault.id for fault in self._plain)
        return tuple(dict.fromkeys([*plain, *(name for names in shelves for name in names)]))

    def find(self, name: str, operation: Operation | None = None) -> tuple[Fault, ...]:
        """Return the faults with one name, one for each operation that can have it.

        Args:
            name: What is asked for.
            operation: Only the fault of this operation.

        Raises:
            FaultError: There is none.
        """
        plain = tuple(fault for fault in self._plain if fault.id == name)
        if plain:
            return plain
        entries = [shelf.find(name) for shelf in self._shelves_for(operation)]
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
            f"there is no fault {shorten(name)!r}{where}",
            found=shorten(name),
            available=self.names(operation),
        )

    def arm(self, text: str, *, now: float, operation: Operation | None = None) -> ActiveFault:
        """Return the fault that a line of text arms.

        Args:
            text: Such as `delay;seconds=2`.
            now: The moment, in seconds since 1970.
            operation: The operation whose answers it is for, where that is known.

        Raises:
            FaultError: The text does not name a fault with its settings.
        """

        def settings_of(name: str) -> tuple[Setting, ...]:
            return self.find(name, operation)[0].settings

        return parse_fault(text, settings_of, now=now)

    def plan(self, armed: ActiveFault, exchange: HealthyExchange) -> ResponsePlan | None:
        """Return what an armed fault makes of an answer, or None where it leaves it alone."""
        try:
            found = self.find(armed.fault, exchange.operation)
        except FaultError:
            return None  # armed for a session, and meant for other operations
        plans = (fault.plan(exchange, armed.settings) for fault in found)
        return next((plan for plan in plans if plan is not None), None)

    def _shelves_for(self, operation: Operation | None) -> Iterator["OperationFaults"]:
        for shelf in self._by_operation:
            own = shelf.operation
            if operation is None or (own.api, own.id) == (operation.api, operation.id):
                yield shelf


class OperationFaults:
    """The faults that follow from one operation's contract."""

    def __init__(self, contract: Contract, operation: Operation) -> None:
        self._contract = contract
        self.operation = operation
        self._rule = lru_cache(maxsize=None)(
            lambda rule_id: rule_fault(contract, operation, rule_id)
        )

    def faults(self, kind: Kind | None) -> Iterator[Fault]:
        """Yield the faults of one kind, or of all."""
        if kind in (None, Kind.CONTRACT):
            yield from self._judged.values()
            yield from (entry for entry in self._rules() if isinstance(entry, Fault))
        if kind in (None, Kind.PAGINATION):
            yield from self._pages.values()
        if kind in (None, Kind.POLLING):
            yield from self._polls.values()

    def unsatisfiable(self) -> Iterator[UnbreakableRule]:
        """Yield the rules that no answer of the operation can break."""
        yield from (entry for entry in self._rules() if isinstance(entry, UnbreakableRule))

    def find(self, name: str) -> Fault | UnbreakableRule | None:
        """Return the fault of a name, such as `rule.shop.total-adds-up`; None where it is none."""
        family, _, rest = name.partition(".")
        if family == RULE:
            return self._rule(rest) if rest in rule_ids(self.operation) else None
        if family == PAGE:
            return self._pages.get(name)
        if family == POLL:
            return self._polls.get(name)
        return self._judged.get(name) if name in self._mutants else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all faults of the operation."""
        rules = (f"{RULE}.{rule_id}" for rule_id in rule_ids(self.operation))
        return (*self._mutants, *rules, *self._pages, *self._polls)

    def _rules(self) -> Iterator[Fault | UnbreakableRule]:
        yield from map(self._rule, rule_ids(self.operation))

    @cached_property
    def _mutants(self) -> dict[str, Fault]:
        found = schema_faults(self._contract, self.operation)
        return {mutant.fault.id: mutant.fault for mutant in found}

    @cached_property
    def _judged(self) -> dict[str, Fault]:
        mutants = schema_faults(self._contract, self.operation)
        return {fault.id: fault for fault in judged(self.operation, mutants)}

    @cached_property
    def _pages(self) -> dict[str, Fault]:
        found = pagination_faults(self.operation)
        return {f.id: with_side_effects(self._contract, self.operation, f) for f in found}

    @cached_property
    def _polls(self) -> dict[str, Fault]:
        return {fault.id: fault for fault in polling_faults(self._contract, self.operation)}
