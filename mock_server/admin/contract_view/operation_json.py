"""An operation as JSON: requests to copy, and its fields with what the pages state about them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mock_server.admin.contract_view.answers import ListedAnswer, listed_answers
from mock_server.admin.contract_view.example_requests import ExampleRequest, example_request
from mock_server.admin.contract_view.fields import Field, fields_of
from mock_server.http.bodies.shown_examples import shown_example, written_example
from mock_server.http.preferences import QUERY_PREFIX, SCENARIO
from mock_server.http.responses import has_no_body
from mock_server.scenarios.model.scenario import Scenario
from openapi.contract import Contract, Discrepancy, Example, MediaType, Operation, Source
from openapi.json.types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRequests:
    """What requests to copy have."""

    token: str = ""  # the credentials; empty for none
    path_values: Mapping[str, JSON] = field(default_factory=dict)  # better than the documented ones


def operation_json(
    contract: Contract,
    operation: Operation,
    scenarios: Iterable[Scenario],
    shown: ShownRequests | None = None,
) -> dict[str, JSON]:
    """Return the JSON of an operation."""
    shown = shown or ShownRequests()
    fields = fields_of(contract, operation)
    return {
        "api": contract.api,
        "operation": operation.id,
        "method": operation.method,
        "path": contract.path_of(operation),
        "summary": operation.summary,
        **_place(contract, operation.pointer),
        "source": source_json(operation.source),
        "answers": [*_answers(contract, operation, shown)],
        "scenarios": [*_scenarios(contract, operation, scenarios, shown)],
        "fields": [_field(contract, field) for field in fields],
        "discrepancies": [discrepancy_json(contract, each) for each in _named(contract, fields)],
    }


def discrepancy_json(contract: Contract, entry: Discrepancy) -> dict[str, JSON]:
    """Return the JSON of a contradiction, with the reading that is chosen."""
    return {
        "id": entry.id,
        "number": entry.number,
        "title": entry.title,
        "sides": [{"says": side.says, "source": source_json(side.source)} for side in entry.sides],
        "decision": entry.decision,
        "chosen": contract.chosen_readings.get(entry.id, entry.default),
        "default": entry.default,
        "readings": [{"name": each.name, "summary": each.summary} for each in entry.readings],
    }


def source_json(source: Source | None) -> dict[str, JSON] | None:
    """Return the JSON of a citation: the page, its lines, and how the value is known."""
    if source is None:
        return None
    spans = (str(a) if a == b else f"{a}-{b}" for a, b in source.lines)
    return {
        "document": source.document,
        "lines": ", ".join(spans),
        "basis": source.basis.value,
        "facts": list(source.facts),
        "note": source.note,
    }


def _answers(
    contract: Contract, operation: Operation, shown: ShownRequests
) -> Iterator[dict[str, JSON]]:
    for answer in listed_answers(operation):
        status = answer.response.status
        has_body = not (status.isdigit() and has_no_body(int(status)))
        media = answer.response.media_type() if has_body else None
        example = media.example(answer.example) if media is not None and answer.example else None
        yield {
            "status": status,
            "description": answer.response.description,
            "media_type": media.name if media is not None else "",
            "example": answer.example,
            "summary": example.summary if example is not None else "",
            "default": answer.is_default,
            "note": "" if media is None or example is None else _note(media, example, answer),
            "source": source_json(answer.response.source if example is None else example.source),
            **_request(contract, operation, answer.preferences, shown),
        }


def _note(media: MediaType, example: Example, answer: ListedAnswer) -> str:
    """Return what the answer says about its example; one that is named is not corrected."""
    if answer.is_default:
        return shown_example(media, example.name).note
    return written_example(media, example).note


def _scenarios(
    contract: Contract,
    operation: Operation,
    scenarios: Iterable[Scenario],
    shown: ShownRequests,
) -> Iterator[dict[str, JSON]]:
    for scenario in scenarios:
        preferences = ((f"{QUERY_PREFIX}{SCENARIO}", scenario.name),)
        yield {
            "name": scenario.name,
            "shows": scenario.description,
            "seconds": scenario.length / 1000,
            **_request(contract, operation, preferences, shown),
        }


def _request(
    contract: Contract,
    operation: Operation,
    preferences: tuple[tuple[str, str], ...],
    shown: ShownRequests,
) -> dict[str, JSON]:
    """Return a valid request for an answer, or why there is none."""
    try:
        found = example_request(
            contract,
            operation,
            preferences=preferences,
            token=shown.token,
            path_values=shown.path_values,
        )
    except ValueError as error:
        return {"request": None, "trouble": str(error)}
    return {"request": _request_json(found), "trouble": ""}


def _request_json(request: ExampleRequest) -> dict[str, JSON]:
    return {
        "method": request.method,
        "target": request.target,
        "headers": _pairs(request.headers),
        "body": "" if request.fields else request.body.decode("utf-8", "replace"),
        "form": _pairs(request.fields),
    }


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[JSON]:
    return [{"name": name, "value": value} for name, value in pairs]


def _field(contract: Contract, field: Field) -> dict[str, JSON]:
    return {
        "where": field.where,
        "at": field.at,
        "type": field.type,
        "description": field.description,
        "required": field.is_required,
        **_place(contract, field.pointer),
        "source": source_json(field.source),
        "discrepancies": list(field.discrepancies),
    }


def _place(contract: Contract, pointer: str) -> dict[str, JSON]:
    file, line = contract.place(pointer)
    return {"file": shown_file(file), "line": line}


def shown_file(file: str) -> str:
    """Return the name of a file as it is shown: without the folders of this machine."""
    return file.rpartition("/")[2] if file.startswith("/") else file


def _named(contract: Contract, fields: Iterable[Field]) -> list[Discrepancy]:
    named = {id_ for field in fields for id_ in field.discrepancies}
    return [entry for entry in contract.discrepancies if entry.id in named]
