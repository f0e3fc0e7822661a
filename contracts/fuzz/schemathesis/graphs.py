"""Strongly connected components of a graph."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(follow: Mapping[Node, Sequence[Node]]) -> dict[Node, int]:
    """Return the number of each node's strongly connected component (Tarjan 1972).

    The recursion of the algorithm is replaced by a stack of nodes with their open successors.
    `follow` has the successors of each node; every node is a key.
    """
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    found: dict[Node, int] = {}
    for root in follow:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack.append(root)
        work: list[tuple[Node, Iterator[Node]]] = [(root, iter(follow[root]))]
        while work:
            node, rest = work[-1]
            after = next(rest, None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    _close(node, stack, found, order[node])
            elif after not in order:
                order[after] = low[after] = len(order)
                stack.append(after)
                work.append((after, iter(follow[after])))
            elif after not in found:
                low[node] = min(low[node], order[after])
    return found


def _close(node: Node, stack: list[Node], found: dict[Node, int], number: int) -> None:
    while True:
        member = stack.pop()
        found[member] = number
        if member == node:
            return
