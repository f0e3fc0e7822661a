"""`/__admin/clock`: the clock of a session, or the server's."""

from collections.abc import Mapping

from mock_server.admin.calls import AdminCall, Route, format_moment, json_response
from mock_server.admin.controls import ClockChange
from mock_server.http.responses import PreparedResponse
from mock_server.sessions.sessions import DEFAULT


def show_clock(call: AdminCall) -> PreparedResponse:
    """Respond with the time and the speed of a clock."""
    clock = call.controls.clock(call.session or DEFAULT)
    return json_response(
        {
            "time": format_moment(clock.time_at(call.controls.ticker())),
            "speed": clock.speed or clock.resumes_at,
            "frozen": clock.speed == 0,
            "real": clock.is_real,
        }
    )


def change_clock(call: AdminCall) -> PreparedResponse:
    """Change a clock, and respond with its time and speed."""
    body = call.body
    change = ClockChange(
        is_real=body.get("real", False),
        time=body.get("time"),
        advance=body.get("advance"),
        speed=body.get("speed"),
        is_frozen=body.get("frozen"),
    )
    call.controls.change_clock(change, call.session or DEFAULT)
    return show_clock(call)


ROUTES: Mapping[str, Route] = {"showClock": show_clock, "changeClock": change_clock}
