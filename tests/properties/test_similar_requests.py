"""A request gets the same answer whatever the mock has answered before it, byte for byte.

The mock keeps an answer for requests that differ only in what no step has read. Here it is asked
many requests that are nearly the same, and compared with a mock that runs the steps for each one.
"""

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from mock_server.asgi.app import Mock, create_mock
from mock_server.settings import Settings
from openapi.loading.document import load_contract, load_contracts
from tests.mock_server.manual_time import ManualTime

if TYPE_CHECKING:
    from collections.abc import Mapping

NOON = 1_795_262_400.0  # 2026-11-21T12:00:00Z
DOCUMENT = """\
openapi: 3.1.0
info: {title: Shapes, version: "1"}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    session: {type: apiKey, in: cookie, name: sid}
security: [{key: []}, {session: []}]
paths:
  /echoed/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer, maximum: 900}}
      responses:
        "200":
          description: A value that is made from its schema has the id that was asked for.
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer}}}
  /named/{name}:
    get:
      parameters:
        - {name: name, in: path, required: true, schema: {type: string, pattern: "^[a-z0-9]*$"}}
        - {name: X-Count, in: header, schema: {type: integer, minimum: 1}}
        - {name: X-Kind, in: header, schema: {type: string, enum: [a, b]}}
        - {name: X-List, in: header, schema: {type: array, items: {type: integer}, maxItems: 2}}
        - {name: X-Text, in: header, schema: {type: string}}
        - {name: sid, in: cookie, schema: {type: integer}}
      responses: &answers
        "200":
          description: A documented answer in two media types.
          content:
            application/json: {example: {a: 1}}
            text/plain: {example: text}
        "401": {description: Refused.}
  /named/latest:
    get: {responses: {"200": {description: Another one., content: {text/plain: {example: latest}}}}}
  /parts/{part}.{kind}:
    get:
      parameters:
        - {name: part, in: path, required: true, schema: {type: string}}
        - {name: kind, in: path, required: true, schema: {type: string, enum: [json, xml]}}
      responses: *answers
  /{anything}:
    get:
      parameters: [{name: anything, in: path, required: true, schema: {type: string}}]
      responses: *answers
"""

ROUNDS = 120
"""Each of four pairs is asked so many times twenty requests."""

PATHS = (
    *[b"/v3/club-%d/members/imports/%d"] * 3, *[b"/named/n%d"] * 3, b"/echoed/%d", b"/any%d",
    b"/subscriptions/imports", b"/subscriptions/imports?page[limit]=%d", b"/parts/%d.json",
)  # fmt: skip
ODD_PATHS = (
    b"/v3/a/members/imports/abc", b"/v3/a/members/imports/", b"/v3//members/imports/1",
    b"/v3/../members/imports/1", b"/v3/./members/imports/1", b"/named/latest", b"/named/..",
    b"/named/", b"/named/A", b"/echoed/1000", b"/echoed/x", b"/parts/c.txt", b"/__docs", b"/__any",
    b"/__session/tab/named/a", b"//named/a", b"x/named/a", b"/named/%61", b"/named/a?a=%FF",
    b"/named/a?__code=401", b"/named/a?__code=200",
)  # fmt: skip
NAMES = (
    b"X-Request-Id", b"x-request-id", b"traceparent", b"User-Agent", b"Cookie", b"Date", b"X_Under",
    b"X-Text", b"X-Loyalty-Club-Slug", b"Range", b"X-Loyalty-Club-Slug", b"X-Count", b"X-Kind",
    b"X-List", b"X-Key", b"Accept", b"If-None-Match", b"Origin", b"Authorization", b"Forwarded",
    b"X-Forwarded-Host", b"X-Forwarded-Prefix",
)  # fmt: skip
ODD_NAMES = (
    b"Host", b"Connection", b"Content-Length", b"Transfer-Encoding", b"Expect", b"Prefer",
    b"X-Mock-Session", b"X-Forwarded-Proto", b"Upgrade", b" X", b"X ", b"", b"(x)", b"X\xe4",
)  # fmt: skip
VALUES = (
    b"%d", b"%d", b"a-%d", b"1", b"2", b"a", b"b", b"1,2", b"sid=%d", b"sid=1; a=%d", b"mock-token",
    b"Bearer mock-token", b"application/json", b"text/plain", b"*/*", b"*", b"http://a%d", b"null",
    b"host=a%d.example", b"a%d.example", b"/prefix", b"keep-alive",
)  # fmt: skip
ODD_VALUES = (
    b"", b" ", b" a", b"a ", b"a\tb", b"\xe4", b"a\nY: b", b"a\rb", b"a\0", b"a\r\n b", b"0", b"01",
    b"c", b"1,2,3", b"sid=x", b"text/html", b"close", b"chunked", b"code=401", b"tab", b"a b",
    b"y" * 300, b"y" * 4000, b"GET / HTTP/1.1",
)  # fmt: skip


def drawn(rng: random.Random, usual: Sequence[bytes], odd: Sequence[bytes]) -> bytes:
    """Return one of the texts, with a number in the place for one."""
    text = rng.choice(usual if rng.random() < 0.97 else odd)
    return text.replace(b"%d", b"%d" % rng.randrange(1200))


def similar_requests(rng: random.Random) -> Iterator[bytes]:
    """Yield requests with the same names of headers and, mostly, the same kind of path."""
    names = [drawn(rng, NAMES, ODD_NAMES) for _ in range(rng.randint(0, 4))]
    values = [drawn(rng, VALUES, ODD_VALUES) for _ in names]
    method = rng.choice((b"GET", b"GET", b"GET", b"HEAD", b"POST"))
    kind = [rng.choice(PATHS)]
    for _ in range(20):
        path = drawn(rng, kind, ODD_PATHS)
        for place, _ in enumerate(names):
            if rng.random() < 0.3:
                values[place] = drawn(rng, VALUES, ODD_VALUES)
        lines = map(b"%b: %b".__mod__, zip(names, values, strict=True))
        yield b"\r\n".join([b"%b %b HTTP/1.1" % (method, path), b"Host: mock", *lines, b"", b""])


class Pair:
    """The same mock twice, at the same time; one remembers nothing."""

    def __init__(self, remembering: Mock, other: Mock, clock: ManualTime) -> None:
        """Ask these two."""
        self.remembering, self.other, self.clock = remembering, other, clock

    def reset(self) -> None:
        """Begin both anew, at noon."""
        self.clock.seconds = NOON
        for mock in (self.remembering, self.other):
            mock.controls.reset()

    def ask(self, sent: bytes) -> tuple[bytes | None, bytes | None]:
        """Return the answers of both to a simple request; None for another one."""
        short = self.other.short_cut
        head = short.heads.read(sent)
        outcome = None if head is None else short.fast_path.try_respond_simple(head, "http")
        answer = None if outcome is None else outcome.with_date()
        return self.remembering.short_cut.respond(sent, "http"), answer

    def journals(self) -> list[list[tuple[object, ...]]]:
        """Return the entries of both, without how long the answers took."""
        return [
            [
                each._replace(seconds=0.0, operation=each.operation and each.operation.id)
                for each in mock.controls.entries()
            ]
            for mock in (self.remembering, self.other)
        ]


@pytest.fixture(
    scope="module",
    params=[
        {},
        {"is_auth_required": True},
        {"scenarios": ("250-jobs", "happy-import"), "is_proxy_trusted": True},
        {"has_cors": False, "is_stateful": True},
    ],
    ids=["plain", "with-token", "scenarios", "stateful"],
)
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two mocks of the packaged documents and another one."""
    path = tmp_path_factory.mktemp("documents") / "shapes.yaml"
    path.write_text(DOCUMENT, encoding="utf-8")
    contracts, clock = (*load_contracts(), load_contract(path)), ManualTime(NOON)
    chosen: Mapping[str, object] = request.param
    mocks = [create_mock(contracts, Settings(**chosen), ticker=clock) for _ in range(2)]
    return Pair(*mocks, clock)


def test_what_was_asked_before_changes_no_answer(pair):
    """Similar requests with random, doubled, hostile headers get their own answers and entries."""
    repeated = 0
    for number in range(ROUNDS):
        rng = random.Random(number)  # noqa: S311 - not for secrets
        pair.reset()
        for sent in similar_requests(rng):
            answer, other = pair.ask(sent)
            assert answer == other, (number, sent)
            if rng.random() < 0.05:
                pair.clock.advance(4.0)
        first, second = pair.journals()
        assert first == second, number
        repeated += len(pair.remembering.short_cut.replies)
    assert repeated > ROUNDS // 4  # so many answers were kept
