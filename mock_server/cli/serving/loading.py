"""Loads the documents of a command, and serves them."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from mock_server.cli import options
from mock_server.settings import Settings
from openapi.command_line import EXIT_NOT_RUN
from openapi.process.standard_streams import write_stderr
from openapi.text.printable import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openapi.contract import Contract


def load_and_serve(log: str | None, given: dict[str, Any]) -> None:
    """Serve as the options say, which are `given` by field of `Settings`, and `files`, `workers`.

    `log` is the style of the log.
    """
    from openapi.process.garbage import collection_paused  # noqa: PLC0415 - keeps --help fast

    # Imports make many objects that stay.
    with collection_paused(is_kept=True):
        from mock_server.errors import MockServerError  # noqa: PLC0415
        from mock_server.server.document_options import beside_documents, load_documents  # noqa: PLC0415
        from openapi.errors import ContractError  # noqa: PLC0415
        from openapi.loading.complaints import summary  # noqa: PLC0415

    for name, meant in options.misspelt_variables(
        os.environ, click.get_current_context().command
    ).items():
        options.note(printable(f"{name} is not a setting; did you mean {meant}?"))
    workers = given.pop("workers")
    given["specs"] = (*given.pop("files"), *given["specs"])
    given["readings"] = options.parse_pairs("--reading", given["readings"])
    given["base_paths"] = options.parse_pairs("--base-path", given["base_paths"])
    try:
        given["speed"] = _speed(given["speed"], given["clock"])
        settings = Settings(**given)
        with collection_paused(is_kept=True):
            contracts = load_documents(settings)
        if warnings := summary(contracts, settings.overlays):
            options.note(warnings)
        settings, sentences = beside_documents(settings, contracts)
        for sentence in sentences:
            options.note(printable(sentence))
        _serve_contracts(contracts, settings, log, workers)
    except (MockServerError, ContractError) as error:
        options.note(str(error))
        sys.exit(EXIT_NOT_RUN)


def _serve_contracts(
    contracts: "Sequence[Contract]", settings: Settings, log: str | None, workers: int
) -> None:
    """Serve contracts until a signal; `log` is the name of a style, None is the usual one."""
    # Imported late, so that errors in documents are reported without this delay.
    from mock_server.cli.log_output import LogStyle, default_style  # noqa: PLC0415
    from openapi.process.garbage import collection_paused  # noqa: PLC0415
    from openapi.process.imports import without_module  # noqa: PLC0415

    # uvicorn has a command of its own, reads files about logging, and writes dates.
    with (
        collection_paused(is_kept=True),
        without_module("uvicorn.main", "Server", "main", "run"),
        without_module("configparser", "RawConfigParser"),
        without_module("logging.config"),
        without_module("email.utils", "formatdate"),
    ):
        from mock_server.cli.serving.serve import print_flushed, serve_until_stopped  # noqa: PLC0415
        from mock_server.server.reloading import WARM_UP  # noqa: PLC0415
        from openapi.process.background_thread import end_process_if_busy  # noqa: PLC0415

    style = LogStyle(log) if log else default_style(sys.stdout)
    notify = write_stderr if style is LogStyle.JSON else print_flushed
    serve_until_stopped(contracts, settings, notify=notify, style=style, workers=workers)
    end_process_if_busy(WARM_UP)


def _speed(speed: str, clock: str) -> float:
    """Return the value of `--speed`, after checking `--clock` as well."""
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
