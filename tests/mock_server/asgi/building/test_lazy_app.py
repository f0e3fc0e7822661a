"""An application that is made when it is needed."""

import subprocess
import sys
import threading

from mock_server.asgi.building.lazy_app import LazyApp
from tests.architecture.files import ROOT
from tests.mock_server.asgi_client import ask

ASKED_THE_SHORT_WAY = """
import sys
from mock_server.asgi.app import create_app, create_mock
from mock_server.settings import Settings
from openapi.loading.document import load_contracts
from tests.mock_server.asgi_client import ask

mock = create_mock(load_contracts(), Settings())
status = ask(mock.app, "/subscriptions/imports").status
before = "connexion" in sys.modules
other = ask(mock.app, "/subscriptions/imports", ("Prefer", "code=299")).status
print(status, before, other, "connexion" in sys.modules)
"""

IN_A_THREAD = """
import sys
from mock_server.server.embedded import MockServer

with MockServer():
    print("connexion" in sys.modules)
"""

IN_PROCESS = """
import sys
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts

create_app(load_contracts(), Settings())
print("connexion" in sys.modules)
"""

THE_LONG_WAY_ONLY = """
import sys
from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from openapi.loading.document import load_contracts

create_mock(load_contracts(), Settings(has_fast_path=False))
print("connexion" in sys.modules)
"""

OF_A_USERS_OWN = """
import sys
from pathlib import Path
from mock_server.asgi.app import create_app
from mock_server.settings import Settings
from openapi.loading.document import load_contracts

create_app(load_contracts([Path({path!r})]), Settings())
print("connexion" in sys.modules)
"""

EACH_IN_A_FORK = """
import os
import sys
import mock_server.asgi.app
import mock_server.asgi.connexion_app
import mock_server.server.embedded

for name in [*sys.modules]:
    if name.partition(".")[0] == "connexion" or name == "mock_server.asgi.connexion_app":
        del sys.modules[name]
for program in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            exec(program, {})
            sys.stdout.flush()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
"""
"""Runs programs one after the other; what Connexion imports of others is imported once."""


def said(program, *words):
    """Run a program in a fresh interpreter and return what it printed."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program, *words],
        capture_output=True,
        check=True,
        cwd=ROOT,
        encoding="utf-8",
        timeout=60,
    ).stdout.split()


def test_first_answers_need_not_wait_for_connexion():
    """A packaged API answers before Connexion is imported; requests that need it wait for it."""
    assert said(ASKED_THE_SHORT_WAY) == ["200", "False", "422", "True"]


def test_embedded_mock_imports_everything_at_the_start(tmp_path):
    """Inside a test or another program, nothing is imported in a thread.

    Documents of the user's own are routed at the start, too, so that those that Connexion cannot
    route fail then, not in a response.
    """
    document = tmp_path / "own.yaml"
    document.write_text(
        "openapi: 3.0.3\ninfo: {title: Own, version: '1'}\n"
        "paths: {/a: {get: {responses: {'200': {description: x}}}}}\n",
        encoding="utf-8",
    )
    own = OF_A_USERS_OWN.format(path=str(document))
    programs = (IN_A_THREAD, IN_PROCESS, THE_LONG_WAY_ONLY, own)

    assert said(EACH_IN_A_FORK, *programs) == ["True"] * len(programs)


def test_it_is_created_once_by_several_threads():
    """A request during the creation waits for the same application."""
    made, begun, asked = [], threading.Event(), threading.Event()

    async def answer(_scope, _receive, send) -> None:
        """Say that it is there."""
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    def make():
        begun.set()
        asked.wait(0.2)  # time for a request that does not wait
        made.append(answer)
        return answer

    late = LazyApp(make)
    thread = threading.Thread(target=late.load)
    thread.start()
    begun.wait(10)

    assert ask(late, "/").status == 204
    thread.join()
    assert made == [late.load()]
