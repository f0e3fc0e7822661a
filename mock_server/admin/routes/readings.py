"""`/__admin/readings`: the readings that are chosen for the documents' discrepancies."""

from collections.abc import Iterator, Mapping

from mock_server.admin.calls import AdminCall, Preparation, Route, json_response, no_content
from mock_server.http.problems import ProblemId, ToolProblem
from mock_server.http.responses import PreparedResponse
from openapi.contract import Contract, Discrepancy
from openapi.errors import did_you_mean
from openapi.process.background_thread import BackgroundThread

_WORKER = BackgroundThread()


def list_readings(call: AdminCall) -> PreparedResponse:
    """Respond with every discrepancy that has more than one reading."""
    return json_response(
        {
            "readings": [
                {
                    "id": entry.id,
                    "api": contract.api,
                    "title": entry.title,
                    "chosen": contract.chosen_readings.get(entry.id, entry.default),
                    "default": entry.default,
                    "available": [
                        {"name": reading.name, "summary": reading.summary}
                        for reading in entry.readings
                    ],
                }
                for contract, entry in _with_readings(call)
            ]
        }
    )


async def load_readings(call: AdminCall) -> None:
    """Load the documents under other readings, beside the event loop; requests are answered.

    Raises:
        ToolProblem: There is no such reading, or the documents cannot be loaded again.
    """
    wanted: Mapping[str, str] = call.body["readings"]
    for id_, name in wanted.items():
        _check_reading(call, id_, name)
    switch = call.controls.state.readings
    if not wanted:
        return
    if switch.reload is None:
        raise _not_loaded("the documents were made by a program, which chooses their readings")
    before = dict(switch.chosen)
    switch.chosen.update(wanted)
    if error := await _WORKER.run(switch.reload):
        switch.chosen.clear()
        switch.chosen.update(before)
        raise _not_loaded(error)


def choose_readings(_: AdminCall) -> PreparedResponse:
    """Respond that the documents are served under the readings."""
    return no_content()


def _with_readings(call: AdminCall) -> Iterator[tuple[Contract, Discrepancy]]:
    for contract in call.controls.contracts:
        for entry in contract.discrepancies:
            if entry.readings:
                yield contract, entry


def _check_reading(call: AdminCall, id_: str, name: str) -> None:
    known = {entry.id: entry for _, entry in _with_readings(call)}
    if id_ not in known:
        raise _unknown(f"There is no choice of readings {id_[:80]!r}", id_, tuple(known))
    names = tuple(reading.name for reading in known[id_].readings)
    if name not in names:
        raise _unknown(f"{id_} has no reading {name[:80]!r}", name, names)


def _unknown(what: str, asked_for: str, available: tuple[str, ...]) -> ToolProblem:
    return ToolProblem(
        404,
        ProblemId.UNKNOWN_READING,
        f"{what}{did_you_mean(asked_for, available)}",
        asked_for=asked_for[:200],
        available=available,
        advice="list them with: GET /__admin/readings",
    )


def _not_loaded(reason: str) -> ToolProblem:
    return ToolProblem(
        409,
        ProblemId.READING_NOT_LOADED,
        f"The last good state is served: {reason}",
        advice="choose readings with --reading at the start",
    )


BEFORE: Mapping[str, Preparation] = {"chooseReadings": load_readings}

ROUTES: Mapping[str, Route] = {"listReadings": list_readings, "chooseReadings": choose_readings}
