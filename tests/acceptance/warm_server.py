"""A process that has imported both commands, and runs each command in a fork of itself.

`warm_commands.py` starts it, with the number of a listening socket, to which each worker of a run
connects. An order comes as a line of JSON, with it the standard streams and a pipe; into the pipe
go the process's number, and at its end how it ended. The process that runs a command is what a new
one would be, except for what it need not import.
"""

import atexit
import fcntl
import gc
import importlib
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from types import ModuleType
from typing import NoReturn

from tests.acceptance.warm_commands import LOCK

IMPORTED = (
    "contracts.cli.check",
    "contracts.cli.fuzz",
    "contracts.cli.main",
    "contracts.fuzz.campaign",
    "contracts.fuzz.progress",
    "contracts.fuzz.schemathesis.engine",
    "contracts.fuzz.summary",
    "contracts.pytest_plugin",
    "contracts.reports.formats",
    "contracts.reports.json",
    "contracts.reports.junit",
    "contracts.reports.text",
    "contracts.run.check",
    "contracts.run.replay",
    "mock_server.admin.api",
    "mock_server.answers.dynamic",
    "mock_server.answers.stateful.answers",
    "mock_server.asgi.connexion_app",
    "mock_server.asgi.operation_handler",
    "mock_server.cli.main",
    "mock_server.cli.serving.commands",
    "mock_server.cli.serving.example_warnings",
    "mock_server.cli.serving.serve",
    "mock_server.faults.fault_catalogue",
    "mock_server.scenarios.library",
    "openapi.loading.assembly",
    "openapi.loading.overlays",
    "openapi.rules.compilation",
    "openapi.schema.generation.generator",
    "pytest",
    "schemathesis.engine.run.unit",
    "specimen_entry.pytest_plugin",
    "uvicorn.lifespan.off",
    "uvicorn.loops.uvloop",
)
"""What takes long to import; what only starts the process waits for none of it."""

RUN = (
    ("contracts", "check", "http://127.0.0.1:9", "--dry-run"),
    ("contracts", "lint", "tests/fixtures/warehouse.yaml"),
    ("mock-server", "scenarios", "list"),
)
"""Commands that make what is made once for all documents, such as the validators of OpenAPI."""

PROGRAMS = {
    "contracts": ("contracts.cli.main", "main"),
    "mock-server": ("mock_server.cli.main", "main"),
    "pytest": ("pytest", "main"),
}
"""The function that an installed command of this name calls."""

LAST_DESCRIPTOR = 1024
"""No file of this process has a higher number."""


def serve(listener: socket.socket) -> None:
    """Run what is ordered until the last one who orders goes away."""
    open_sockets = [listener]
    while True:
        for ready in select.select(open_sockets, [], [])[0]:
            if ready is listener:
                open_sockets.append(listener.accept()[0])
            elif not _obey(ready, open_sockets):
                open_sockets.remove(ready)
                ready.close()
                if open_sockets == [listener] and _is_over(listener):
                    return


def _obey(control: socket.socket, open_sockets: list[socket.socket]) -> bool:
    """Run what one side orders; return whether it is still there."""
    text, files, _, _ = socket.recv_fds(control, 65536, 4)
    while text and not text.endswith(b"\n"):
        text += control.recv(65536)
    if not text:
        return False
    if not os.fork():
        for each in open_sockets:
            each.close()
        _watch(json.loads(text), files)
    for file in files:
        os.close(file)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return True


def _is_over(listener: socket.socket) -> bool:
    """Whether no other worker has connected; then none can any more."""
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if select.select([listener], [], [], 0)[0]:
            return False
        os.unlink(listener.getsockname())  # noqa: PTH108 - as the socket has it
        return True


def _watch(order, files) -> NoReturn:
    """Fork the command, and say its number, and its end."""
    *streams, report = files
    child = os.fork()
    if not child:
        _run(order, streams)
    for stream in streams:
        os.close(stream)
    with open(report, "w", encoding="ascii", buffering=1) as lines:  # noqa: PTH123 - a descriptor
        lines.write(f"{child}\n")
        _, status, used = os.wait4(child, 0)
        said = {
            "code": os.waitstatus_to_exitcode(status),
            "megabytes": used.ru_maxrss / 1024,
            "cpu_seconds": used.ru_utime + used.ru_stime,
        }
        with suppress(BrokenPipeError):  # the one who asked has gone
            lines.write(f"{json.dumps(said)}\n")
            lines.flush()
    os._exit(0)


def _run(order, streams) -> NoReturn:
    """Be the command: its words, environment, folder, streams and signals, then its end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(3, LAST_DESCRIPTOR)
    _open_streams()
    sys.argv = order["words"]
    name = os.path.basename(sys.argv[0])  # noqa: PTH119 - no path that is ever opened
    sys.path[0] = order["cwd"] if name == "pytest" else os.path.dirname(sys.argv[0])  # noqa: PTH120
    for module in [each for each in sys.modules if each.partition(".")[0] == "tests"]:
        del sys.modules[module]
    sys.modules["__main__"] = ModuleType("__main__")  # as the script of an installed command
    module, function = PROGRAMS[name]
    _end(getattr(sys.modules[module], function))


def _open_streams() -> None:
    """Make the three standard streams as the interpreter makes them at its start."""
    is_unbuffered = bool(os.environ.get("PYTHONUNBUFFERED"))
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, f"__{name}__")
        raw = io.FileIO(number, "w" if number else "r", closefd=False)
        if number and is_unbuffered:
            binary = raw
        else:
            binary = io.BufferedWriter(raw) if number else io.BufferedReader(raw)
        stream = io.TextIOWrapper(
            binary,
            encoding=old.encoding,
            errors=old.errors,
            line_buffering=raw.isatty() or name == "stderr",
            write_through=is_unbuffered,
        )
        stream.mode = "w" if number else "r"
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _end(main) -> NoReturn:
    """Call a program's function, and end as the interpreter does after it."""
    code: object
    try:
        code = main()
    except SystemExit as ended:
        code = ended.code
    except KeyboardInterrupt:
        sys.excepthook(*sys.exc_info())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
        code = 1
    except BaseException:  # noqa: BLE001 - the interpreter's own last resort
        sys.excepthook(*sys.exc_info())
        code = 1
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        code = 1
    with suppress(BaseException):
        threading._shutdown()  # noqa: SLF001 - waits for the threads, as the interpreter does
        atexit._run_exitfuncs()  # noqa: SLF001 - the same
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = 120
    os._exit(int(code or 0))


def warm_up() -> None:
    """Import everything, and make what is made once for all documents."""
    for name in IMPORTED:
        importlib.import_module(name)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for name, *words in RUN:
            module, function = PROGRAMS[name]
            with suppress(SystemExit):
                getattr(sys.modules[module], function)(words)
    assert threading.active_count() == 1, "a fork has only the thread that forks"
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the terminal: for the commands only
    with socket.socket(fileno=int(sys.argv[1])) as listener:
        warm_up()
        serve(listener)
