"""`/__admin/readings`: the readings that are chosen for the documents' discrepancies."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, json_response
from mock_server.http.responses import PreparedResponse


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
                for contract in call.controls.contracts
                for entry in contract.discrepancies
                if entry.readings
            ]
        }
    )


ROUTES: Mapping[str, Route] = {"listReadings": list_readings}
