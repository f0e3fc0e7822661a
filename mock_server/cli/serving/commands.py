"""The command `mock-server serve`: its options, which are those of `mock-server proxy` too.

Only click is imported until a command runs: other imports would make `--help` slow.
"""

import os
from pathlib import Path
from typing import Any, ClassVar

import click

from mock_server.cli import options
from mock_server.cli.completion import fault_names, scenario_names
from mock_server.cli.serving.loading import load_and_serve
from mock_server.settings import (
    DEFAULT_HOST,
    DEFAULT_JOURNAL_BYTES,
    DEFAULT_JOURNAL_ENTRIES,
    DEFAULT_MAX_BODY,
    DEFAULT_PORT,
    DEFAULT_TOKEN,
)
from openapi.command_line import DocumentPath, GroupedCommand, examples

CONTEXT_SETTINGS = {"max_content_width": 100}

_ANY_CREDENTIALS = ("--require-auth", "--any-credentials")
"""The flags that `--require-auth=any` is short for."""

_REQUIRE_AUTH = f"{options.ENVIRONMENT}REQUIRE_AUTH"


class ServeCommand(GroupedCommand):
    """The command `serve` or `proxy`, whose flag `--require-auth` may have the value `any`."""

    headings: ClassVar = {
        "Upstream": ("--errors", "--fallback", "--upstream-timeout"),
        "Address": (
            "--host", "--port", "--workers", "--tls", "--tls-cert", "--tls-key", "--trust-proxy",
        ),
        "Documents": (
            "--spec", "--overlay", "--reading", "--base-path", "--strict", "--reload", "--root",
            "--max-document-bytes", "--max-document-files",
        ),
        "Answers": (
            "--scenario", "--scenarios", "--fault", "--stateful", "--dynamic", "--seed",
            "--examples-as-written", "--speed", "--clock", "--rebase-dates", "--page-size",
        ),
        "Recording": (
            "--recording", "--recorded-only", "--recording-times", "--recording-bytes", "--record",
        ),
        "Requests": ("--require-auth", "--auth-token", "--cors", "--max-body"),
        "Admin API, journal and log": (
            "--admin", "--admin-host", "--admin-cors-origin", "--admin-token", "--journal",
            "--journal-entries", "--journal-bytes", "--log",
        ),
        "Several replicas": (
            "--store",
        ),
    }  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words of the command; `--require-auth=any` and its variable are two flags."""
        # click cannot have an optional value in front of an argument: `--require-auth FILE`.
        split = [
            part
            for each in args
            for part in ([*_ANY_CREDENTIALS] if each == "--require-auth=any" else [each])
        ]
        if os.environ.get(_REQUIRE_AUTH, "").casefold() == "any":
            # The flag takes precedence over the variable, which click reads as yes or no.
            split = [*(() if "--require-auth" in args else _ANY_CREDENTIALS), *split]
        return super().parse_args(ctx, split)


@click.command(
    cls=ServeCommand,
    context_settings=CONTEXT_SETTINGS,
    epilog=examples(
        "mock-server serve --scenario happy-import --speed 10",
        "mock-server serve openapi.yaml --port 8080 --log json",
    ),
)
@click.argument("files", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@options.specs("to serve, like FILE")
@options.overlays
@options.setting(
    "--strict",
    "is_strict",
    is_flag=True,
    help="Refuse a document that violates its specification. By default errors are repaired or "
    "left out, with warnings that `contracts lint` lists.",
)
@options.document_options
@options.setting(
    "--host",
    default=DEFAULT_HOST,
    show_default=True,
    callback=options.without_brackets,
    help="Name or address to listen on.",
)
@options.setting(
    "--port",
    default=DEFAULT_PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free port.",
)
@options.setting(
    "--workers",
    default="1",
    show_default=True,
    metavar="N",
    callback=options.parse_workers,
    help="Processes that serve, on one port; auto takes one for each usable core. What a client "
    "chooses in one is the choice of all.",
)
@options.readings
@options.setting(
    "--base-path",
    "base_paths",
    multiple=True,
    metavar="API=/PATH",
    help="Base path of an API, in place of the documented one; repeatable.",
)
@options.setting(
    "--require-auth",
    "is_auth_required",
    is_flag=True,
    help="Refuse requests without the token if an operation has a security scheme; with "
    "--require-auth=any, only those without any credentials of the scheme.",
)
@options.setting("--any-credentials", "accepts_any_credentials", is_flag=True, hidden=True)
@options.setting(
    "--auth-token",
    default=DEFAULT_TOKEN,
    show_default=True,
    metavar="TOKEN",
    help="The accepted token. Other users of this machine can read command lines: set a secret "
    "token with MOCK_SERVER_AUTH_TOKEN.",
)
@options.setting(
    "--scenario",
    "scenarios",
    multiple=True,
    shell_complete=scenario_names,
    metavar="NAME",
    help="Scenario for clients that select none; repeatable, one for each operation. "
    "See: mock-server scenarios list",
)
@options.scenario_files
@options.recording_options
@options.setting(
    "--seed",
    default=0,
    show_default=True,
    help="Seed of generated values, any whole number; the same seed gives the same jobs.",
)
@options.setting(
    "--dynamic",
    "is_dynamic",
    is_flag=True,
    help="Answer with generated values that vary from request to request, unless a request asks "
    "for something else. Each answer has a Mock-Server-Seed that repeats it.",
)
@options.setting(
    "--stateful",
    "is_stateful",
    is_flag=True,
    help="Remember what clients create, change and delete, in each session: POST, PUT, PATCH, "
    "DELETE and GET agree with each other.",
)
@options.setting(
    "--speed", default="1", show_default=True, help="Seconds that pass in the mock per second."
)
@options.setting(
    "--clock",
    default="",
    metavar="TIME",
    help="Clock at the start: a time (RFC 3339), ahead of real time ('+30s'), at another speed "
    "('x10'), or frozen ('freeze').",
)
@options.setting(
    "--examples-as-written",
    "keeps_examples",
    is_flag=True,
    help="Send documented examples as they are written. By default the values of one that "
    "contradicts its schema get their documented types, and what is required is added.",
)
@options.setting(
    "--rebase-dates",
    "is_rebased",
    is_flag=True,
    help="Move documented dates to the present, keeping their distances.",
)
@options.setting(
    "--fault",
    "faults",
    multiple=True,
    shell_complete=fault_names,
    metavar="NAME[;SETTING=VALUE…]",
    help="Fault to inject into all sessions; repeatable. See: mock-server faults",
)
@options.setting(
    "--admin/--no-admin",
    "is_admin_on",
    default=None,
    help="Whether to serve the admin API, /__admin.  [default: only if --host is this machine]",
)
@options.setting(
    "--admin-host",
    "admin_hosts",
    multiple=True,
    metavar="NAME",
    help="Host name for calls to the admin API, in addition to localhost; repeatable.",
)
@options.setting(
    "--admin-cors-origin",
    "admin_cors_origins",
    multiple=True,
    metavar="ORIGIN",
    callback=options.validate_origins,
    help="Web origin whose pages may call the admin API, such as http://localhost:5173; "
    "repeatable.",
)
@options.setting(
    "--admin-token",
    default="",
    metavar="TOKEN",
    help="Token that every call to the admin API must carry. Other users of this machine can read "
    "command lines: set it with MOCK_SERVER_ADMIN_TOKEN.",
)
@options.setting(
    "--cors/--no-cors",
    "has_cors",
    default=True,
    help="Whether pages of every origin may call the APIs. With --no-cors, no CORS headers are "
    "added, and preflights are ordinary OPTIONS requests.  [default: cors]",
)
@options.setting(
    "--trust-proxy",
    "is_proxy_trusted",
    is_flag=True,
    help="Use Forwarded and X-Forwarded-Proto, -Host and -Prefix for links. Only behind a proxy "
    "that sets these headers itself.",
)
@options.setting(
    "--tls",
    "has_made_certificate",
    is_flag=True,
    help="Serve HTTPS with a certificate that is made for this run, for localhost and --host. "
    "The first lines say how to trust it.",
)
@options.setting(
    "--tls-cert",
    "tls_certificate",
    type=click.Path(path_type=Path),
    help="Serve HTTPS with this certificate (PEM).",
)
@options.setting(
    "--tls-key",
    type=click.Path(path_type=Path),
    help="The certificate's key (PEM), if the certificate's file does not have it.",
)
@options.setting(
    "--journal/--no-journal",
    "is_journaled",
    default=True,
    help="Whether to keep the latest exchanges for the admin API.  [default: journal]",
)
@options.setting(
    "--fast-path/--no-fast-path",
    "has_fast_path",
    default=True,
    help="Whether to answer simple and repeated requests without the web framework; the responses "
    "are the same.  [default: fast-path]",
)
@options.setting(
    "--store",
    default="",
    metavar="URL",
    callback=options.refuse_empty,
    help="Redis or Valkey that several replicas share their sessions through, such as "
    "redis://HOST:6379/0. Other users of this machine can read command lines: set a URL with a "
    "password with MOCK_SERVER_STORE.",
)
@options.setting(
    "--journal-entries",
    default=DEFAULT_JOURNAL_ENTRIES,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many exchanges to keep.",
)
@options.setting(
    "--journal-bytes",
    default=DEFAULT_JOURNAL_BYTES,
    show_default=True,
    type=click.IntRange(1024, 2**33),
    help="How many bytes they may take, approximately.",
)
@options.setting(
    "--reload/--no-reload",
    "is_reloaded",
    default=True,
    help="Whether to reload --spec and --scenarios files when they change.  [default: reload]",
)
@options.setting(
    "--page-size",
    type=click.IntRange(1, 10_000),
    help="Records on a page of a scenario if no limit is sent.  [default: the contract's]",
)
@options.setting(
    "--max-body",
    default=DEFAULT_MAX_BODY,
    show_default=False,
    type=click.IntRange(1, 2**31),
    metavar="BYTES",
    help="Longest request body that is accepted.  [default: 33554432, 32 MiB]",
)
@options.setting(
    "--log",
    type=click.Choice(["pretty", "json", "off"]),
    help="How to log requests on stdout: a line for people, a JSON object on a line, or not at "
    "all. With json, all other messages are on stderr.  [default: pretty on a terminal, else off]",
)
def serve(*, log: str | None, **given: Any) -> None:  # noqa: ANN401 - the options above, by name
    """Serve the documented responses of FILEs (by default the packaged documents) until Ctrl-C.

    Every option has an environment variable: MOCK_SERVER_PORT, MOCK_SERVER_SPEC, ...
    """
    load_and_serve(log, given)
