"""What sessions cost a mock: memory of each, with choices only and with records of its own.

    python -m tests.benchmarks.sessions --sessions 9000 --records 20

A session with choices selects a scenario and a clock of its own and asks for a resource, as the
browser of a developer does. One with records has created as many, each of about 100 bytes. What is
printed is the growth of the memory of the mock's process, divided by the sessions; it keeps 10,000
at most. The journal is off: it has a bound of its own, whatever the number of sessions.
"""

import argparse
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.acceptance.commands import MockProcess, command, mock_process
from tests.benchmarks.reliability import memory_mb

PETS = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "get": {"responses": {"200": {"description": "All.", "content": {}}}},
            "post": {"responses": {"201": {"description": "New.", "content": {}}}},
        },
        "/pets/{petId}": {
            "parameters": [
                {"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "get": {"responses": {"200": {"description": "One.", "content": {}}}},
        },
    },
}
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "notes": {"type": "string"},
    },
}
NEW = json.dumps({"name": "A pet with a long name", "notes": "x" * 60})
IMPORT = "/v3/infinity-mall/members/imports/4711"
"""A resource of the packaged documents that moves by a scenario."""

Act = tuple[str, str, str]
"""Method, path and body of a request."""


def pets() -> str:
    """Return a document whose records can be created, and read one by one."""
    pet = {"application/json": {"schema": PET}}
    many = {"application/json": {"schema": {"type": "array", "items": PET}}}
    document = json.loads(json.dumps(PETS))
    document["paths"]["/pets"]["get"]["responses"]["200"]["content"] = many
    document["paths"]["/pets"]["post"]["responses"]["201"]["content"] = pet
    document["paths"]["/pets"]["post"]["requestBody"] = {"content": pet}
    document["paths"]["/pets/{petId}"]["get"]["responses"]["200"]["content"] = pet
    return json.dumps(document)


def choices(number: int) -> Iterator[Act]:
    """Yield the requests of a session that makes choices."""
    session = f"/__session/developer-{number}"
    yield "GET", f"{session}/__setup?scenario=happy-import&clock=%2B1h", ""
    yield "GET", session + IMPORT, ""


def creations(number: int, records: int) -> Iterator[Act]:
    """Yield the requests of a session that creates records."""
    for _ in range(records):
        yield "POST", f"/__session/developer-{number}/pets", NEW


def ask(mock: MockProcess, acts: Iterator[Act]) -> None:
    """Make requests on one connection, each answered with a success."""
    connection = http.client.HTTPConnection(*mock.address)
    headers = {"X-Loyalty-Club-Slug": "infinity-mall", "Content-Type": "application/json"}
    for method, path, body in acts:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= http.HTTPStatus.BAD_REQUEST:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")
    connection.close()


def kilobytes(words: tuple[str, ...], sessions: int, records: int) -> tuple[float, float]:
    """Return the memory of a mock before the sessions, in MB, and that of each, in kB."""

    def acts(numbers: range) -> Iterator[Act]:
        for number in numbers:
            yield from creations(number, records) if records else choices(number)

    started = (*words, "--no-journal", "--log", "off")
    with mock_process(*started, executable=command("mock-server")) as mock:
        first = max(sessions // 20, 1)
        ask(mock, acts(range(first)))
        before = memory_mb(mock)
        ask(mock, acts(range(first, sessions)))
        return before, (memory_mb(mock) - before) * 1024 / (sessions - first)


def main() -> None:
    """Measure both kinds of sessions and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=9_000)
    parser.add_argument("--records", type=int, default=20)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = Path(folder, "pets.json")
        path.write_text(pets(), encoding="utf-8")
        for label, words, records in (
            ("choices", (), 0),
            (f"{given.records} records", (str(path), "--stateful"), given.records),
        ):
            before, each = kilobytes(words, given.sessions, records)
            print(f"{label}: {each:.1f} kB a session, {before:.0f} MB before")  # noqa: T201


if __name__ == "__main__":
    main()
