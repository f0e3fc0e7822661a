"""The mock serves every file and setting, or refuses it with a message."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import click
from click.testing import CliRunner
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from mock_server import scenarios
from mock_server.asgi.app import create_mock
from mock_server.cli.main import main
from mock_server.cli.serving import serve as serving
from mock_server.cli.serving.commands import serve as serve_command
from mock_server.errors import MockServerError
from mock_server.faults.model.fault import FaultError
from mock_server.settings import Settings
from openapi.errors import ContractError
from tests.fuzz_http.conversation import Mock
from tests.packaged import packaged_contracts
from tests.properties.hostile_yaml import VALUES, files
from tests.thorough import tries

CONTRACTS = packaged_contracts()
SCENARIOS = [
    path.read_text(encoding="utf-8")
    for path in sorted(Path(scenarios.__file__).parent.glob("*/*.yaml"))
    if path.name != "readings.yaml"
]
ASKED = (
    b"GET /subscriptions/imports HTTP/1.1\r\nHost: mock\r\n\r\n",
    b"GET /v3/a/members/imports/1 HTTP/1.1\r\nHost: mock\r\nX-Loyalty-Club-Slug: a\r\n\r\n",
)
MOCK = create_mock(CONTRACTS, Settings())
OWN_500 = b"ran into a mistake of its own"


@given(files(SCENARIOS))
@settings(max_examples=tries(50))
def test_scenario_file_is_played_or_refused(data):
    """A scenario file, however wrong, ends in a message that names it, or can be played."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.yaml"
        path.write_bytes(data)
        given_settings = Settings(scenario_files=(path,))
        try:
            library = create_mock(CONTRACTS, given_settings).controls.library()
        except (MockServerError, ContractError) as error:
            event("refused")
            message = str(error)
        else:
            event("played")
            message = ""
        if message:
            assert "hostile" in message
            return
        names = [found.name for found in library if Path(found.file) == path]
        sent = [
            request.replace(b" HTTP/1.1", b"?__scenario=%b HTTP/1.1" % name.encode())
            for name in names
            if name.isascii() and name.isalnum()
            for request in ASKED
        ]
        answered = asyncio.run(Mock(CONTRACTS, given_settings).converse((*ASKED, *sent)))

        assert OWN_500 not in answered.sent
        assert answered.sent.startswith(b"HTTP/1.1 ")


names = st.sampled_from(
    [
        "delay",
        "rate-limit",
        "truncate",
        "dribble",
        "page.overlap",
        "drop.data",
        "rule.x",
        "none",
        "",
    ]
) | st.text(max_size=12)
numbers = st.one_of(
    st.sampled_from(["0", "-1", "1e9", "nan", "inf", "9" * 30, "0.0000001", "", "½", "٣", "0x10"]),
    st.integers().map(str),
    st.floats().map(str),
    st.text(max_size=8),
)
pairs = st.builds(
    "{}{}{}".format,
    st.sampled_from(["seconds", "count", "one-in", "probability", "after", "for", "percent", "x"]),
    st.sampled_from(["=", "=", "=", "", "==", " = "]),
    numbers,
)
faults = st.builds(
    lambda name, found, join: join.join([name, *found]),
    names,
    st.lists(pairs, max_size=4) | st.lists(pairs, min_size=20, max_size=40),
    st.sampled_from([";", ";", "; ", ",", ";;"]),
)


@given(faults)
@settings(max_examples=tries(100))
def test_fault_is_armed_or_refused(text):
    """A fault, however it is written, is armed or ends in a message."""
    message = "armed"
    try:
        MOCK.controls.faults().arm(text, 0.0)
    except FaultError as error:
        message = str(error)
    event("armed" if message == "armed" else "refused")

    assert message


variables = {
    str(option.envvar or f"MOCK_SERVER_{option.name}".upper())
    for option in serve_command.params
    if isinstance(option, click.Option)
}
hostile = st.one_of(
    st.sampled_from([value for value in VALUES if "\0" not in value]),
    numbers,
    faults,
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    st.sampled_from(["a=b", "=", "elastic_path=/", "elastic_path=//x", "x" * 5_000, "x=\udcff"]),
)


@given(st.dictionaries(st.sampled_from(sorted(variables)), hostile, min_size=1, max_size=3))
@example({"MOCK_SERVER_PORT": "9" * 5_000})
@settings(max_examples=tries(30))
def test_environment_is_served_or_refused(environment):
    """Settings in the environment, however wrong, are served or end in exit 2 with a message."""
    environment = {name: value.replace("\0", "") for name, value in environment.items()}

    def pretend(contracts, chosen, **_more):
        serving.check_certificate(chosen)
        create_mock(contracts, chosen)

    with mock.patch.object(serving, "serve_until_stopped", pretend):
        result = CliRunner().invoke(main, ["serve"], env=environment)

    event(f"exit {result.exit_code}")
    assert result.exit_code in (0, 2), result.output
    assert result.exit_code == 0 or result.output.strip()
    assert "Traceback" not in result.output
