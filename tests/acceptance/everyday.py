"""An everyday server: an operation of a document, an answer, and what the checker may say."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, unquote, urlsplit

from contracts.run.check import check
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from openapi.contract import Severity
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.live import Reply, Seen, serve

EVERY_PROBE = replace(PROFILES["smoke"], probes=PROFILES["ci"].probes, follow_seconds=0.0)
"""Every request that is not generated."""
HTML = {"Content-Type": "text/html; charset=utf-8"}
OK = "'200': {description: ok, content: {application/json: {schema: {type: object}}}}"
NONE = "'404': {description: none}"
REFUSED = "'400': {description: refused, content: {application/json: {schema: {type: object}}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One server and its document.

    Attributes:
        paths: The `paths` of the document, as YAML.
        answer: What the server answers; methods beside GET and HEAD are refused before.
        findings: Check and severity of everything that is reported, infos left out.
        passes: Whether the run ends with 0.
        known: Values given with `--param`.
        components: The `components` of the document, as YAML.
    """

    paths: str
    answer: Callable[[Seen], Reply]
    findings: frozenset[tuple[str, str]] = field(default=frozenset())
    passes: bool = True
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    components: str = ""


def at(path: str, method: str = "get", parameters: str = "[]", responses: str = OK) -> str:
    """Return one operation as YAML."""
    name = re.sub(r"\W", "", path) or "root"
    return (
        f"  {path}: {{{method}: {{operationId: {method}_{name}, parameters: {parameters}, "
        f"responses: {{{responses}}}}}}}\n"
    )


def query(name: str, schema: str) -> str:
    """Return an optional query parameter as YAML."""
    return f"[{{name: {name}, in: query, schema: {schema}}}]"


def in_path(name: str, schema: str = "{type: string}", example: str = "") -> str:
    """Return a path parameter as YAML."""
    shown = f", example: {example}" if example else ""
    return f"[{{name: {name}, in: path, required: true, schema: {schema}{shown}}}]"


def sent(seen: Seen, name: str) -> list[str]:
    """Return the values of a query parameter."""
    return parse_qs(urlsplit(seen.target).query, keep_blank_values=True).get(name, [])


def last(seen: Seen) -> str:
    """Return the last segment of the path, decoded."""
    return unquote(urlsplit(seen.target).path.rpartition("/")[2])


def with_slash(body: dict[str, object]) -> Callable[[Seen], Reply]:
    """Return a server that has one network, whose name holds a slash."""
    return lambda seen: (
        Reply(body=body) if last(seen) == "10.0.0.0/8" else Reply(status=404, body={})
    )


def typed_route(status: int = 404, page_for: str = "[^/]*[^0-9/][^/]*") -> Callable[[Seen], Reply]:
    """Return a server with a route `/books/<int:id>`, as Flask's: others get a page.

    Args:
        status: Of the answer to a book that does not exist.
        page_for: The ids, as a pattern, that get the page of the framework, too.
    """

    def answer(seen: Seen) -> Reply:
        path = urlsplit(seen.target).path
        if not re.fullmatch(r"/books/[^/]+", path) or re.fullmatch(page_for, last(seen)):
            return Reply(status=404, body=b"<h1>Not Found</h1>", headers=HTML)
        if last(seen) == "1":
            return Reply(body={"id": 1})
        return Reply(status=status, body={"error": "none"})

    return answer


BOOKS = at(
    "/books/{id}",
    parameters=in_path("id", "{type: integer}", "1"),
    responses=f"{OK}, '404': {{description: none, content: {{application/json: "
    "{schema: {type: object, required: [error]}}}}",
)
NETWORK = (
    "'200': {description: ok, content: {application/json: {schema: "
    "{type: object, required: [ok], properties: {ok: {type: boolean}}}}}}"
)
USER = (
    "'200': {description: ok, content: {application/json: {schema: {type: object, "
    "required: [name, password], properties: {name: {type: string}, "
    "password: {type: string, writeOnly: true}}}}}}"
)

PHOTO = (
    "'200': {description: ok, content: {application/json: {schema: {type: object, "
    "properties: {photo: {type: string, format: byte}}}}}}"
)
SHAPE = (
    "'200': {description: ok, content: {application/json: {schema: {type: object, "
    "discriminator: {propertyName: kind, mapping: {round: '#/components/schemas/Round'}}, "
    "anyOf: [{$ref: '#/components/schemas/Round'}, {$ref: '#/components/schemas/Flat'}]}}}}"
)
SHAPES = "components: {schemas: {Round: {type: object}, Flat: {type: object}}}\n"
NUMBERS = (
    "'200': {description: ok, headers: {X-Ids: {schema: {type: array, items: {type: integer}}}}, "
    "content: {application/json: {schema: {type: object}}}}"
)
TEXT = "'200': {description: ok, content: {text/plain: {schema: {type: string, minLength: 1}}}}"

FILTER = (
    "[{name: filter, in: query, style: deepObject, explode: true, schema: {type: object, "
    "properties: {color: {type: string}, size: {type: integer}}}, example: {color: red, size: 3}}]"
)
COLOUR = FILTER.replace("style: deepObject, explode: true, ", "")

FEED = (
    "'200': {description: ok, content: {application/xml: {schema: {type: object}}, "
    "application/json: {schema: {type: object}}}}"
)
XML = {"Content-Type": "application/xml"}


def spec_of(case, folder):
    """Write the document of a case, and return its path."""
    spec = folder / "case.yaml"
    head = 'openapi: 3.1.0\ninfo: {title: Case, version: "1"}\npaths:\n'
    spec.write_text(head + case.paths + case.components, encoding="utf-8")
    return spec


def served(case):
    """Return the server of a case, for a `with`."""

    def answer(seen):
        if seen.method in {"GET", "HEAD", "OPTIONS"} and (
            seen.method != "OPTIONS" or "options:" in case.paths
        ):
            return case.answer(seen)
        return Reply(status=405, body={}, headers={"Allow": "GET, HEAD"})

    return serve(answer)


def report_of(case, folder, **changes):
    """Return the report of a quick check of a case's server."""
    spec = spec_of(case, folder)
    with served(case) as server:
        given = {"profile": EVERY_PROBE, "known_values": case.known, **changes}
        return check(CheckSettings(targets=(server.url,), specs=(spec,), **given), HastyClock())


def assert_judged_rightly(case, folder):
    """Assert that a case is reported as it says: checks, severities, and the end of the run."""
    report = report_of(case, folder)

    found = {
        (each.finding.rule, each.finding.severity.value)
        for each in report.findings
        if each.finding.severity is not Severity.INFO
    }
    assert found == case.findings
    assert (report.exit_code == 0) == case.passes


HUGE = re.compile(r"-?[0-9]{1,15}|")


def exact_numbers(seen: Seen) -> Reply:
    """Answer as JavaScript does that refuses integers which it cannot hold (RFC 8259, 6)."""
    texts = [text for name in ("offset", "ids") for text in sent(seen, name)]
    is_fine = all(HUGE.fullmatch(part) for text in texts for part in text.split(","))
    return Reply(body={}) if is_fine else Reply(status=400, body={})
