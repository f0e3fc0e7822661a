"""Routing: from a raw request path to a contract and its operations."""

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter
from urllib.parse import unquote

from openapi.contract import Contract
from openapi.routing.decoding import DOT_SEGMENTS, PathFlaw, decoded_segments
from openapi.routing.segments import SLASH, segment_template
from openapi.routing.templates import Route, Template, templates_of

_PLAIN_PATH = re.compile(rb"/[!-$&-~]*")  # a slash, and printable ASCII without the percent sign


class _Node:
    """A step of the tree of documented paths, one level for each segment.

    The time to find a path does not depend on how many others there are.
    """

    __slots__ = ("literal", "parameter", "sole_template", "templates")

    def __init__(self) -> None:
        self.literal: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.templates: list[tuple[int, Template]] = []
        # The template that ends here, if there is no other and each parameter is a whole segment.
        self.sole_template: Template | None = None

    def add(self, template: Template, rank: int) -> None:
        """Add a template; of several that match a path, the one of the lowest rank is used."""
        node = self
        for part in template.path.split("/")[1:]:
            segment = segment_template(part)
            if not segment.names:
                node = node.literal.setdefault("".join(segment.literals), _Node())
            else:
                node.parameter = node.parameter or _Node()
                node = node.parameter
        node.sole_template = template if template.is_simple and not node.templates else None
        node.templates.append((rank, template))

    def sole(self, segments: Sequence[str]) -> tuple[Template, list[str]] | None:
        """Return the sole template that can match, and the texts of its parameters.

        None where there is no template or a choice of several, or a parameter is only a part of a
        segment.
        """
        node, texts = self, list[str]()
        for text in segments:
            literal, parameter = node.literal.get(text), node.parameter
            if literal is None:
                if parameter is None:
                    return None
                node = parameter
                texts.append(text)
            elif parameter is None:
                node = literal
            else:
                return None
        if node.sole_template is None or "" in texts or "." in texts or ".." in texts:
            return None
        return node.sole_template, texts

    def candidates(self, segments: Sequence[str]) -> list[tuple[int, Template]]:
        """Return the templates, with their ranks, whose segments without parameters match."""
        found: list[tuple[int, Template]] = []
        branches: list[tuple[_Node | None, int]] = [(self, 0)]
        while branches:
            node, place = branches.pop()
            for text in segments[place:]:
                if node is None:
                    break
                place += 1
                literal, parameter = node.literal.get(text), node.parameter
                if literal is not None and parameter is not None:
                    branches.append((parameter, place))
                node = literal or parameter
            if node is not None:
                found += node.templates
        return found


_BY_RANK = itemgetter(0)


class Router:
    """Finds operations by raw path; literal segments win over parameters."""

    def __init__(self, contracts: Sequence[Contract]) -> None:
        templates = [each for contract in contracts for each in templates_of(contract)]
        # OpenAPI 3.0: literal segments are matched before parameters.
        self._root = _Node()
        ordered = sorted(templates, key=lambda template: template.specificity)
        for rank, template in enumerate(ordered):
            self._root.add(template, rank)
        self.base_paths = tuple(
            dict.fromkeys(each.base_path for each in contracts if each.base_path)
        )
        self._prefixes = sorted(
            (
                ([*prefix], contract)
                for contract in contracts
                for prefix in _owned_prefixes(contract)
            ),
            key=lambda pair: -len(pair[0]),
        )

    def find(self, raw_path: bytes) -> Route:
        """Return the match of a request path.

        The path is raw, without the query, and begins with a slash.
        """
        if _PLAIN_PATH.fullmatch(raw_path):
            segments = raw_path.decode("ascii").split("/")[1:]
            sole = self._root.sole(segments)
            if sole is not None:
                return sole[0].route(sole[1])
            if DOT_SEGMENTS.isdisjoint(segments):
                return self._match(segments) or Route(contract=self._owner(segments))
        segments, error = decoded_segments(raw_path)
        if error is PathFlaw.SLASH and raw_path.startswith(b"/"):
            return self._with_slash_in_value(segments)
        if error is not None:
            return Route(contract=self._owner(segments), path_flaw=error)
        # A path without a leading slash is not repaired: it matches no operation.
        found = self._match(segments) if raw_path.startswith(b"/") else None
        return found or Route(contract=self._owner(segments))

    def find_sole(self, plain_path: bytes) -> tuple[Template, list[str]] | None:
        """Return the sole template that can match a path, and the texts of its parameters.

        None where there is none, or a choice of several, or a parameter is a part of a segment;
        `find` decides then.

        Args:
            plain_path: A slash, and printable ASCII without the percent sign.
        """
        segments = plain_path.decode("ascii").split("/")
        del segments[0]
        return self._root.sole(segments)

    def _match(self, segments: Sequence[str]) -> Route | None:
        """Return the best match of a decoded path, which is split at its slashes.

        Methods that the most literal template does not document are those of the next one, as in
        frameworks that try one route after the other. HEAD belongs to the GET of its template
        (RFC 9110, 9.3.2).
        """
        route: Route | None = None
        candidates = self._root.candidates(segments)
        if len(candidates) > 1:
            candidates.sort(key=_BY_RANK)
        for _, template in candidates:
            found = template.values(segments)
            if found is None:
                continue
            values = dict(zip(template.names[-1], found, strict=True))
            for names in template.names[-2::-1]:
                values |= zip(names, found, strict=True)
            if route is None:
                route = Route(template.contract, template.operations, values)
            elif route.contract is template.contract:
                operations = {**template.operations, **route.operations}
                if "GET" in route.operations and "HEAD" not in route.operations:
                    operations.pop("HEAD", None)
                route = route._replace(
                    operations=operations, path_values={**values, **route.path_values}
                )
        return route

    def _with_slash_in_value(self, segments: list[str]) -> Route:
        found = self._match([each.replace("/", SLASH) for each in segments])
        if found is None:
            return Route(contract=self._owner(segments), path_flaw=PathFlaw.SLASH)
        values = {name: text.replace(SLASH, "/") for name, text in found.path_values.items()}
        return found._replace(path_values=values)

    def _owner(self, segments: list[str]) -> Contract | None:
        for prefix, contract in self._prefixes:
            if segments[: len(prefix)] == prefix:
                return contract
        return None


def _owned_prefixes(contract: Contract) -> Iterator[tuple[str, ...]]:
    """Yield the path prefixes for whose unknown paths this API gives the 404."""
    base = tuple(unquote(part) for part in contract.base_path.split("/") if part)
    if base:
        yield base
        return
    for operation in contract.operations:
        first = unquote(contract.path_of(operation).removeprefix("/").partition("/")[0])
        if first and "{" not in first:
            yield (first,)
