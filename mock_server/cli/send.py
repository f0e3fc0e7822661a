"""The commands `mock-server send fault | clock | scenario | reset`: steer a running mock.

Only click is imported until a command runs.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mock_server.cli import options
from mock_server.cli.completion import fault_names, scenario_names
from mock_server.cli.running_mock import WITH_ADVICE, running_mock
from openapi.command_line import GroupedProgram, examples
from openapi.text.printable import printable

if TYPE_CHECKING:
    from mock_server.cli.admin_client import AdminClient

_session = click.option(
    "--session",
    metavar="NAME",
    callback=options.session_name,
    help="Only for this session.  [default: all clients]",
)


@click.group(cls=GroupedProgram)
def send() -> None:
    """Steer a running mock: faults, clock, scenarios.

    Exit code 1 if the mock refuses, such as an unknown name; 2 if there is no mock.
    """


@send.command(
    context_settings=WITH_ADVICE,
    epilog=examples(
        "mock-server send fault 'delay;seconds=2'",
        "mock-server send fault 'server-error;count=3' --session tab-1",
        "mock-server send fault --off",
    ),
)
@running_mock
@_session
@click.argument(
    "name", required=False, metavar="[NAME[;SETTING=VALUE…]]", shell_complete=fault_names
)
@click.option("--off", is_flag=True, help="Disarm the fault NAME, or all.")
def fault(*, client: "AdminClient", session: str | None, name: str | None, off: bool) -> None:
    """Arm the fault NAME, as in `mock-server faults`; without NAME, list the armed ones."""
    if off:
        query = {"fault": name, "session": session}
        gone = client.call("DELETE", "/faults", query=query).get("count", 0)
        click.echo(f"disarmed: {printable(str(gone))}")
        return
    if name is None:
        found = client.call("GET", "/faults", query={"session": session})
    else:
        found = client.call("POST", "/faults", body={"fault": name, "session": session})
    armed = found.get("armed")
    names = [_fault_text(each) for each in armed or [] if isinstance(each, dict)]
    click.echo(f"armed: {', '.join(names) or 'none'}")


@send.command(
    context_settings=WITH_ADVICE,
    epilog=examples(
        "mock-server send clock freeze",
        "mock-server send clock +30s",
        "mock-server send clock 2026-11-21T20:00:00Z --session tab-1",
    ),
)
@running_mock
@_session
@click.argument("change", required=False, metavar="[CHANGE]")
def clock(*, client: "AdminClient", session: str | None, change: str | None) -> None:
    """Change the clock: `freeze`, `run`, `real`, `+30s`, `x10`, or a time (RFC 3339).

    Without CHANGE, show it.
    """
    if change is None:
        found = client.call("GET", "/clock", query={"session": session})
    else:
        body = {**_clock_change(change), "session": session}
        found = client.call("PUT", "/clock", body=body)
    speed = "frozen" if found.get("frozen") else f"x{found.get('speed')}".removesuffix(".0")
    click.echo(printable(f"clock: {found.get('time')} {speed}"))


@send.command(
    context_settings=WITH_ADVICE,
    epilog=examples(
        "mock-server send scenario happy-import",
        "mock-server send scenario --restart",
        "mock-server send scenario --off --session tab-1",
    ),
)
@running_mock
@_session
@click.argument("name", required=False, shell_complete=scenario_names)
@click.option("--restart", is_flag=True, help="Restart the scenarios at their next use.")
@click.option("--off", is_flag=True, help="Return to the scenarios of the start.")
def scenario(
    *,
    client: "AdminClient",
    session: str | None,
    name: str | None,
    restart: bool,
    off: bool,
) -> None:
    """Play the scenario NAME, as in `mock-server scenarios list`.

    Without NAME, list the scenarios that are played.
    """
    if off and (name or restart):
        message = "--off goes with neither NAME nor --restart"
        raise click.UsageError(message)
    if off:
        client.call("DELETE", "/scenarios", query={"session": session})
    if name is not None:
        client.call("PUT", "/scenarios", body={"scenario": name, "session": session})
    if restart:
        client.call("POST", "/scenarios/reset", body={"session": session})
    found = client.call("GET", "/scenarios", query={"session": session}).get("scenarios")
    names = [
        printable(f"{each.get('api')}/{each.get('name')}")
        for each in found or []
        if isinstance(each, dict) and each.get("chosen")
    ]
    click.echo(f"played: {', '.join(names) or 'none'}")


@send.command(context_settings=WITH_ADVICE, epilog=examples("mock-server send reset"))
@running_mock
@_session
def reset(*, client: "AdminClient", session: str | None) -> None:
    """Reset scenarios, clock, faults, journal and coverage to their state at the start."""
    client.call("POST", "/reset", body={"session": session})
    click.echo("reset")


def _clock_change(text: str) -> dict[str, Any]:
    """Return the body of a call from a clock command, such as `+30s`."""
    from mock_server.cli.admin_client import RefusedError  # noqa: PLC0415 - keeps --help fast
    from mock_server.clock import REAL, ClockError, change_clock, parse_advance, parse_speed  # noqa: PLC0415
    from openapi.errors import did_you_mean  # noqa: PLC0415

    words: Mapping[str, dict[str, Any]] = {
        "freeze": {"frozen": True},
        "run": {"frozen": False},
        "real": {"real": True},
    }
    text = text.strip()
    try:
        change_clock(REAL, text, 0.0)
    except ClockError as error:
        raise RefusedError(f"{error}{did_you_mean(text, words)}") from error
    if text in words:
        return words[text]
    if text.startswith("+"):
        return {"advance": parse_advance(text[1:])}
    return {"speed": parse_speed(text[1:])} if text.startswith("x") else {"time": text}


def _fault_text(armed: Mapping[str, Any]) -> str:
    settings = armed.get("settings")
    pairs = settings.items() if isinstance(settings, dict) else ()
    words = [str(armed.get("fault")), *(f"{name}={value}" for name, value in pairs)]
    if armed.get("remaining") is not None:
        words.append(f"count={armed['remaining']}")
    return printable(";".join(words))
