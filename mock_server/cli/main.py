"""The command `mock-server`.

Only click is imported until a command runs: the heavy parts would make `--help` slow.
"""

import os
import sys
from pathlib import Path
from typing import Any

import click

from mock_server.cli import faults as faults_cli
from mock_server.cli import options
from mock_server.cli import scenarios as scenarios_cli
from mock_server.settings import (
    DEFAULT_HOST,
    DEFAULT_JOURNAL_BYTES,
    DEFAULT_JOURNAL_ENTRIES,
    DEFAULT_PORT,
    DEFAULT_TOKEN,
    Settings,
)
from openapi.command_line import DocumentPath
from openapi.process.open_files import is_out_of_files, open_files_limit
from openapi.process.standard_streams import is_output_error, reopen_closed_streams, write_stderr
from openapi.text.printable import printable, printable_lines

EXIT_BAD_SETTINGS = 2

_ENVIRONMENT = {"auto_envvar_prefix": options.ENVIRONMENT.rstrip("_"), "max_content_width": 100}


class _Program(click.Group):
    """The command as a process of its own, whatever its standard streams are."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click has it
        reopen_closed_streams()
        try:
            return super().__call__(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the one handler of internal errors
            if isinstance(error, OSError) and is_output_error(error):
                write_stderr(
                    "mock-server: standard output cannot be written\n"
                    f"  found    {error.strerror}\n"
                    "  hint     make room, or write to another place"
                )
                sys.exit(EXIT_BAD_SETTINGS)
            if is_out_of_files(error):
                write_stderr(
                    "mock-server: no more files can be opened\n"
                    f"  found    a limit of {open_files_limit()}\n"
                    "  do       raise the limit, for instance: ulimit -n 1024"
                )
                sys.exit(EXIT_BAD_SETTINGS)
            from openapi.process.crash import EXIT_CRASHED, report_crash  # noqa: PLC0415

            write_stderr(
                report_crash(
                    error, program="mock-server", arguments=sys.argv[1:], environ=os.environ
                )
            )
            sys.exit(EXIT_CRASHED)


@click.group(
    cls=_Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(None, "-V", "--version", package_name="specimen", prog_name="mock-server")
def main() -> None:
    """Answer like a documented API, from its documentation."""


main.add_command(scenarios_cli.scenarios)
main.add_command(faults_cli.faults)


@main.command(context_settings=_ENVIRONMENT)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@options.specs("to serve, as FILE is")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse a document that is not as its specification has it; else what is wrong is "
    "repaired or left out, with warnings that `contracts lint` lists.",
)
@options.document_options
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Where to listen; 0 takes a free port.",
)
@options.readings
@click.option(
    "--base-path",
    "base_paths",
    envvar="MOCK_SERVER_BASE_PATH",
    multiple=True,
    metavar="API=/PATH",
    help="Where to mount an API, in place of its documented path; repeatable.",
)
@click.option(
    "--require-auth",
    is_flag=True,
    help="Refuse requests without the token where an operation names a security scheme.",
)
@click.option(
    "--auth-token",
    default=DEFAULT_TOKEN,
    show_default=True,
    metavar="TOKEN",
    help="The one accepted token. Other users of this machine can read a command line: "
    "a token worth hiding goes into MOCK_SERVER_AUTH_TOKEN.",
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    envvar="MOCK_SERVER_SCENARIO",
    metavar="NAME",
    help="What to play for clients that ask for nothing; repeatable, one for each operation. "
    "See: mock-server scenarios list",
)
@options.scenario_files
@click.option("--seed", default=0, show_default=True, help="Another seed gives other jobs.")
@click.option(
    "--speed", default="1", show_default=True, help="Seconds that pass in the mock per second."
)
@click.option(
    "--clock",
    default="",
    metavar="TIME",
    help="Start at this time (RFC 3339), ahead of the real one ('+30s'), at another speed ('x10'), "
    "or standing still ('freeze').",
)
@click.option(
    "--rebase-dates",
    is_flag=True,
    help="Move documented dates to the present, their distances kept.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    envvar="MOCK_SERVER_FAULT",
    metavar="NAME[;SETTING=VALUE…]",
    help="What goes wrong for everybody; repeatable. See: mock-server faults",
)
@click.option(
    "--admin/--no-admin",
    "admin",
    default=None,
    help="Whether to serve the admin side, /__admin.  [default: where only this machine can "
    "reach the server]",
)
@click.option(
    "--admin-host",
    "admin_hosts",
    multiple=True,
    envvar="MOCK_SERVER_ADMIN_HOST",
    metavar="NAME",
    help="A name beside localhost by which the admin side may be called; repeatable.",
)
@click.option(
    "--admin-cors-origin",
    "admin_cors_origins",
    multiple=True,
    envvar="MOCK_SERVER_ADMIN_CORS_ORIGIN",
    metavar="ORIGIN",
    callback=options.validate_origins,
    help="A web origin, such as http://localhost:5173, whose pages may call the admin side; "
    "repeatable.",
)
@click.option(
    "--admin-token",
    default="",
    metavar="TOKEN",
    help="What every call to the admin side must carry. Other users of this machine can read a "
    "command line: rather set MOCK_SERVER_ADMIN_TOKEN.",
)
@click.option(
    "--cors/--no-cors",
    "cors",
    default=True,
    help="Whether pages of every origin may call the APIs; without it preflights are plain OPTIONS "
    "and no CORS header is added.  [default: cors]",
)
@click.option(
    "--trust-proxy",
    is_flag=True,
    help="Believe Forwarded and X-Forwarded-Proto, -Host and -Prefix in links; only behind a proxy "
    "that sets them itself.",
)
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path),
    help="Serve HTTPS with this certificate (PEM).",
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path),
    help="The certificate's key (PEM), where its own file does not have it.",
)
@click.option(
    "--journal/--no-journal",
    "journal",
    default=True,
    help="Whether to keep the latest exchanges.  [default: journal]",
)
@click.option(
    "--fast-path/--no-fast-path",
    "fast_path",
    default=True,
    help="Whether repeated and simple requests are answered by a short way; the answers are the "
    "same.  [default: fast-path]",
)
@click.option(
    "--journal-entries",
    default=DEFAULT_JOURNAL_ENTRIES,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many exchanges are kept.",
)
@click.option(
    "--journal-bytes",
    default=DEFAULT_JOURNAL_BYTES,
    show_default=True,
    type=click.IntRange(1024, 2**33),
    help="How much they may take, roughly.",
)
@click.option(
    "--reload/--no-reload",
    "reload",
    default=True,
    help="Whether to read --spec and --scenarios files again when they change.  [default: reload]",
)
@click.option(
    "--page-size",
    type=click.IntRange(1, 10_000),
    help="Records on a page of a scenario when no limit is sent.  [default: the contract's]",
)
def serve(  # noqa: PLR0913 - one parameter for each option
    *,
    files: tuple[Path, ...],
    specs: tuple[Path, ...],
    strict: bool,
    root: Path | None,
    max_document_bytes: int | None,
    max_document_files: int | None,
    host: str,
    port: int,
    readings: tuple[str, ...],
    base_paths: tuple[str, ...],
    require_auth: bool,
    auth_token: str,
    scenarios: tuple[str, ...],
    scenario_files: tuple[Path, ...],
    seed: int,
    speed: str,
    clock: str,
    rebase_dates: bool,
    faults: tuple[str, ...],
    admin: bool | None,
    admin_hosts: tuple[str, ...],
    admin_cors_origins: tuple[str, ...],
    admin_token: str,
    cors: bool,
    trust_proxy: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    journal: bool,
    fast_path: bool,
    journal_entries: int,
    journal_bytes: int,
    reload: bool,
    page_size: int | None,
) -> None:
    """Serve the documented answers of FILEs until Ctrl-C; without any, of the packaged documents.

    Every option can be given as an environment variable: MOCK_SERVER_PORT, MOCK_SERVER_SPEC, ...
    """
    from mock_server.errors import MockServerError  # noqa: PLC0415
    from mock_server.server.document_options import load_options  # noqa: PLC0415 - keeps --help fast
    from openapi.errors import ContractError  # noqa: PLC0415
    from openapi.loading.complaints import summary  # noqa: PLC0415
    from openapi.loading.document import load_contracts  # noqa: PLC0415

    for name, meant in options.misspelt_variables(
        os.environ, click.get_current_context().command
    ).items():
        click.echo(printable(f"mock-server: {name} is no setting; did you mean {meant}?"), err=True)
    reading_pairs = options.parse_pairs("--reading", readings)
    base_path_pairs = options.parse_pairs("--base-path", base_paths)
    try:
        settings = Settings(
            readings=reading_pairs,
            base_paths=base_path_pairs,
            specs=(*files, *specs),
            is_strict=strict,
            root=root,
            max_document_bytes=max_document_bytes,
            max_document_files=max_document_files,
            host=host,
            port=port,
            is_auth_required=require_auth,
            auth_token=auth_token,
            scenarios=scenarios,
            scenario_files=scenario_files,
            seed=seed,
            speed=_speed(speed, clock),
            clock=clock,
            is_rebased=rebase_dates,
            faults=faults,
            is_admin_on=admin,
            admin_hosts=admin_hosts,
            admin_cors_origins=admin_cors_origins,
            admin_token=admin_token,
            has_cors=cors,
            is_proxy_trusted=trust_proxy,
            tls_certificate=tls_cert,
            tls_key=tls_key,
            is_journaled=journal,
            has_fast_path=fast_path,
            journal_entries=journal_entries,
            journal_bytes=journal_bytes,
            is_reloaded=reload,
            page_size=page_size,
        )
        contracts = load_contracts(
            settings.specs,
            readings=reading_pairs,
            base_paths=base_path_pairs,
            options=load_options(settings),
        )
        if warnings := summary(contracts):
            click.echo(f"mock-server: {warnings}", err=True)
        # A document that cannot be served is refused without waiting for the server's framework.
        from mock_server.cli.serve import serve_until_stopped  # noqa: PLC0415

        serve_until_stopped(contracts, settings)
    except (MockServerError, ContractError) as error:
        click.echo(printable_lines(f"mock-server: {error}"), err=True)
        sys.exit(EXIT_BAD_SETTINGS)


def _speed(speed: str, clock: str) -> float:
    """Return the speed of `--speed`, once `--clock` has been looked at as well.

    Raises:
        SettingsError: One of them cannot be read; it is named.
    """
    from mock_server.clock import REAL, ClockError, change_clock, parse_speed  # noqa: PLC0415
    from mock_server.errors import SettingsError  # noqa: PLC0415

    option = "--speed"
    try:
        found = parse_speed(speed)
        option = "--clock"
        if clock:
            change_clock(REAL, clock, 0.0)
    except ClockError as error:
        raise SettingsError(f"{option}: {error}") from error
    return found
