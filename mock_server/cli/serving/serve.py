"""Serves in the foreground until a signal."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from mock_server.asgi.app import create_mock
from mock_server.cli.log_output import LogStyle, line_format, writer
from mock_server.cli.serving.startup_message import startup_message
from mock_server.clock import system_time
from mock_server.errors import SettingsError
from mock_server.journal.recordings.opening import recorded, recording_sentences
from mock_server.server.reloading import FileWatcher, ReloadableApp, Reloader, WarmUpThread
from mock_server.server.uvicorn_server import UvicornServer, check_certificate, listen, url_of
from mock_server.server.workers.refusals import check_workers
from mock_server.settings import Settings
from openapi.contract import Contract
from openapi.process.interrupts import raise_interrupts
from openapi.process.open_files import open_files_limit
from openapi.process.standard_streams import write_stderr, write_stdout
from openapi.text.printable import printable_lines

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from mock_server.journal.recordings.recorder import TrafficRecorder
    from mock_server.journal.request_log import RequestLog
    from mock_server.server.log_writer import LogWriter
    from mock_server.server.made_certificate import MadeCertificate

MIN_OPEN_FILES = 128  # files and sockets needed at least: half of them before any request


def check_open_files(limit: int | None) -> None:
    """Look whether a process with this limit of open files can serve; None is no limit.

    Raises:
        SettingsError: It cannot.
    """
    if limit is not None and limit < MIN_OPEN_FILES:
        raise SettingsError(
            "too few files may be open at once",
            found=f"a limit of {limit}; at least {MIN_OPEN_FILES} are needed, and one more for "
            "each connection",
            hint="raise the limit, for instance: ulimit -n 1024",
        )


def print_flushed(text: str) -> None:
    """Write to stdout without buffering."""
    write_stdout(f"{printable_lines(text)}\n")


def _check_process(settings: Settings) -> None:
    """Prepare this process to serve."""
    check_certificate(settings)
    check_open_files(open_files_limit())


def finish_start(
    contracts: Sequence[Contract], settings: Settings, notify: Callable[[str], None]
) -> None:
    """Do what the first answers do not wait for: look at the examples, and tidy the memory."""
    if warnings := _example_warnings(contracts, settings):
        notify("\n".join(warnings))
    # Imported when it is needed: ctypes takes long.
    from openapi.process.garbage import give_back_freed_memory  # noqa: PLC0415

    give_back_freed_memory()
    # Objects of the start-up are never freed; without them, garbage collections are much faster.
    gc.freeze()


def _example_warnings(contracts: Sequence[Contract], settings: Settings) -> list[str]:
    """Return what is wrong with the examples of a user's documents; the packaged ones are valid."""
    if not settings.specs:
        return []
    from mock_server.cli.serving.example_warnings import example_warnings  # noqa: PLC0415

    return example_warnings(contracts)


def _certified(
    settings: Settings,
) -> "AbstractContextManager[tuple[Settings, MadeCertificate | None]]":
    """Return what yields settings with a certificate, made if they ask for one."""
    if not settings.has_made_certificate:
        return nullcontext((settings, None))
    # Imported when it is needed: few servers make one.
    from mock_server.server.made_certificate import certified  # noqa: PLC0415

    return certified(settings, system_time())


def _log(style: LogStyle) -> "RequestLog | None":
    if style is LogStyle.OFF:
        return None
    # Imported when it is needed: many mocks write no log.
    from mock_server.journal.request_log import RequestLog  # noqa: PLC0415

    return RequestLog(line_format(style, sys.stdout, os.environ))


def serve_until_stopped(
    contracts: Sequence[Contract],
    settings: Settings,
    *,
    notify: Callable[[str], None] = print_flushed,
    style: LogStyle = LogStyle.OFF,
    workers: int = 1,
) -> None:
    """Serve contracts until SIGINT or SIGTERM, then finish open requests.

    `notify` is called with the startup message when the server is ready; `style` is that of the
    log of requests on stdout; `workers` is the number of processes that serve.

    Raises:
        SettingsError: The server cannot listen on the host and port, or a setting is not valid.
        MockServerError: Workers end as soon as they are started.
    """
    if workers > 1:
        check_workers(settings)
    raise_interrupts()  # From here on, certificates and recordings have to be closed.
    with (
        _certified(settings) as (certain, made),
        recorded(certain, notify) as recorder,
    ):
        notes = () if made is None else made.lines()
        if workers > 1:
            _serve_with_workers(
                contracts, certain, workers, notify=notify, style=style, notes=notes
            )
        else:
            _serve(contracts, certain, recorder, notify=notify, style=style, notes=notes)


def _serve(  # noqa: PLR0913 - what one server is started with
    contracts: Sequence[Contract],
    settings: Settings,
    recorder: "TrafficRecorder | None",
    *,
    notify: Callable[[str], None],
    style: LogStyle,
    notes: Sequence[str],
) -> None:
    _check_process(settings)
    listeners = listen(settings)
    real = replace(settings, port=listeners[0].getsockname()[1])
    log = _log(style)
    try:
        live = ReloadableApp(create_mock(contracts, real, log=log, recorder=recorder))
    except BaseException:
        for listener in listeners:
            listener.close()
        raise
    reloader = Reloader(live, real)
    reloader.offer_readings()
    watch = FileWatcher(reloader)
    warm_up = WarmUpThread(live, afterwards=partial(finish_start, contracts, real, notify))

    def announce() -> None:
        _say_what_is_served(contracts, real, live, notify, notes)
        warm_up.start()

    server = UvicornServer(live, settings=real, on_started=announce, warn=write_stderr)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop()

    # uvicorn handles signals only while it runs: this handler keeps one that comes before, and
    # ignores those that uvicorn raises again after the server has stopped.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if real.is_reloaded:
        watch.start()
    log_writer = None if log is None else start_log(log)
    server.run(sockets=listeners)
    watch.stop()
    if log_writer is not None:
        log_writer.stop()
    warm_up.finish()


def _say_what_is_served(
    contracts: Sequence[Contract],
    settings: Settings,
    live: ReloadableApp,
    notify: Callable[[str], None],
    notes: Sequence[str],
) -> None:
    notify(startup_message(contracts, settings, url_of(settings), notes))
    for sentence in recording_sentences(settings, live.mock.controls.state.recording):
        notify(sentence)
    if settings.upstream is not None:
        # Imported when it is needed: the library of the proxy takes long.
        from mock_server.asgi.proxy.reachability import watch_upstream  # noqa: PLC0415

        watch_upstream(settings, notify)


def start_log(log: "RequestLog") -> "LogWriter":
    """Start to write a log to stdout."""
    from mock_server.server.log_writer import LogWriter  # noqa: PLC0415 - see above

    out = LogWriter(log, write=writer(sys.stdout), notify=write_stderr)
    out.start()
    return out


def _serve_with_workers(  # noqa: PLR0913 - what one server is started with
    contracts: Sequence[Contract],
    settings: Settings,
    count: int,
    *,
    notify: Callable[[str], None],
    style: LogStyle,
    notes: Sequence[str],
) -> None:
    # Imported when it is needed: most mocks are one process, on every system.
    from mock_server.server.workers.serving import serve_with_workers  # noqa: PLC0415
    from openapi.process.garbage import give_back_freed_memory  # noqa: PLC0415

    give_back_freed_memory()
    _check_process(settings)

    def greeting(real: Settings) -> str:
        lines = (*_example_warnings(contracts, real), *notes, f"Workers   {count} processes")
        return startup_message(contracts, real, url_of(real), lines)

    serve_with_workers(
        contracts,
        settings,
        count,
        log=_log(style),
        write=writer(sys.stdout),
        notify=notify,
        greeting=greeting,
    )
