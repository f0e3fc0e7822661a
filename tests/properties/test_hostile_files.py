"""Hostile files: witnesses, baselines, configuration, a corpus.

Each one is used, or refused with a message and exit code 2. There is never a traceback, a request
that could change a resource or goes to another host, or half a file.
"""

import copy
import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout, suppress
from hashlib import sha384
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.cli.main import main
from contracts.results.baseline import read_baseline, write_baseline
from openapi.errors import FactsError
from tests.contracts.counting import SAFE, counting
from tests.contracts.shop import SPEC
from tests.properties.test_only_reading import HIDDEN, witness

EXAMPLES = int(os.environ.get("FILE_EXAMPLES", "25"))
TOKEN = "hush/hush+42=token"
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "DELETE", "POST", "GET /x", "HTTP/1.0", "HTTP/9", "$AUTHORIZATION", "$X_TOKEN", HIDDEN,
            "/v1/orders/7", "@evil.example/", "//evil.example", "http://evil.example/", "a\r\nb: c",
            "schema", "success-seen", "rules", "shop", "showOrder", "createOrder", "own", "nobody",
            "intruder", "documented", "9999-12-31T23:59:59-23:59", "2026-11-21", [], {}, [[]],
            [["Host", "evil.example"]], [["Content-Length", "0"]], {"base64": "!"},
            {"base64": "REVMRVRFIC8="}, 10**30, -1, 1e308, "\ud800", "x" * 10_000,
        ]
    ),
    st.recursive(st.integers() | st.text(max_size=3), st.lists, max_leaves=4),
)  # fmt: skip


def places(tree, path=()):
    """Return the way to every value of a tree."""
    found = [path] if path else []
    if isinstance(tree, dict | list):
        for key, child in tree.items() if isinstance(tree, dict) else enumerate(tree):
            found += places(child, (*path, key))
    return found


def changed(tree, path, value):
    """Return a tree with another value in a place, or without it where the value is `...`."""
    tree = copy.deepcopy(tree)
    inner = tree
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return tree


def ended(*words, env=None):
    """Run `contracts` in this process; return its exit code and what it wrote."""
    output, code = io.StringIO(), 0
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CONTRACTS_")}
    with (
        redirect_stdout(output),
        redirect_stderr(output),
        patch.dict(os.environ, {**kept, **(env or {})}, clear=True),
    ):
        try:
            main(list(words))
        except SystemExit as end:
            code = end.code or 0
    return code, output.getvalue()


REQUEST = {
    "method": "GET",
    "target": "/v1/orders/7",
    "headers": [["X-Shop", "corner"], ["X-Token", "$X_TOKEN"], ["Authorization", "$AUTHORIZATION"]],
    "body": "",
    "version": "HTTP/1.1",
}
WHOLE = {
    **witness("http://127.0.0.1:1", REQUEST),
    "variables": ["AUTHORIZATION", "X_TOKEN"],
    "readings": {},
    "rule_sets": [],
}
PLACES = st.sampled_from(places(WHOLE))


@QUICK
@given(changes=st.lists(st.tuples(PLACES, ODD | st.just(...)), min_size=1, max_size=3))
def test_no_witness_changes_anything_or_leads_elsewhere(changes):
    """Mutated in any field, it is replayed to the server that was named, reading only, or not."""
    with counting() as named, counting() as elsewhere, TemporaryDirectory() as folder:
        tree = changed(WHOLE, ("base_url",), f"{elsewhere.url}/v1")
        tree = changed(tree, ("exchanges", 0, "request", "origin"), elsewhere.url)
        for path, value in changes:
            with suppress(KeyError, IndexError, TypeError):  # An earlier change took it away.
                tree = changed(tree, path, value)
        file = Path(folder) / "witness.json"
        file.write_text(json.dumps(tree))
        credentials = (
            "--header",
            f"Authorization: Bearer {TOKEN}",
            "--header",
            f"X-Token: {TOKEN}",
        )
        words = ("--spec", str(SPEC), "--url", f"{named.url}/v1", "--max-time", "20s")
        code, output = ended("replay", str(file), *words, *credentials)

    assert code in {0, 1, 2}, output
    assert elsewhere.lines == []
    assert set(named.methods) <= SAFE
    assert named.hosts <= {named.url.removeprefix("http://")}
    assert TOKEN not in output


@pytest.mark.parametrize(
    "place",
    [
        "http://evil.example",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1:80@evil.example/v1",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://evil.example#@127.0.0.1",
        "http://[::ffff:1.2.3.4]",
        "http://[fe80::1%25lo]",
        "http://0x7f000001.evil.example",
        "https://evil.example\\@127.0.0.1",
        "file:///etc/passwd",
        "http://",
        "",
    ],
)
def test_no_witness_names_a_far_server(place, tmp_path):
    """What a file names gets nothing of ours, unless it is on this machine."""
    file = tmp_path / "witness.json"
    file.write_text(json.dumps(changed(WHOLE, ("base_url",), place)))
    with patch("socket.socket.connect", side_effect=AssertionError("it connects")):
        code, output = ended(
            "replay", str(file), "--spec", str(SPEC), "--header", f"X-Token: {TOKEN}"
        )

    assert code == 2, output
    assert TOKEN not in output


@QUICK
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=40).map(str.encode)))
def test_no_bytes_of_a_witness_are_a_crash(data):
    """What is no witness is one message."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "witness.json"
        file.write_bytes(data)
        code, output = ended("replay", str(file), "--spec", str(SPEC))

    assert code == 2
    assert "Traceback" not in output


ENTRY = {
    "id": "0", "rule": "schema", "api": "shop", "operation": "showOrder", "message": "m",
    "reason": "r", "owner": "o", "expires": "2026-12-31",
}  # fmt: skip
BASELINE = {"version": 1, "findings": [ENTRY, ENTRY]}


@QUICK
@given(
    changes=st.lists(st.tuples(st.sampled_from(places(BASELINE)), ODD | st.just(...)), max_size=3),
    tail=st.sampled_from(
        ["", "\n- a", "\n&a [*a]", "\n!!python/object:os.system {}", "\0", "\n\t"]
    ),
)
def test_a_hostile_baseline_is_read_or_refused(changes, tail):
    """What is read can be written and read again; everything else is an error with its facts."""
    tree = BASELINE
    for path, value in changes:
        with suppress(KeyError, IndexError, TypeError):
            tree = changed(tree, path, value)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "known.yaml"
        file.write_text(json.dumps(tree) + tail, encoding="utf-8", errors="surrogatepass")
        try:
            known = read_baseline(file)
        except FactsError:
            return
        write_baseline(file, known)

        assert len(read_baseline(file)) == len(known)
        assert [path.name for path in Path(folder).iterdir()] == ["known.yaml"]


TOML_VALUES = st.sampled_from(
    [
        "1", "-1", "1e400", "nan", '""', '"x"', '"10m"', "[]", '["a"]', "[1]", "{}", "true",
        "1979-05-27", '"\\u0000"', '"\\u202e"', '"-"', '"/etc/passwd"', "0x_", "[[]]", "'''",
        '"https://user:pass@evil.example"', "9" * 5000, '["${HOME}"]',
    ]
)  # fmt: skip
OPTIONS = st.sampled_from(
    [
        "profile", "rate", "max-requests", "max-bytes", "max-time", "timeout", "param", "reading",
        "rules", "only", "skip", "min-severity", "strict", "quiet", "seed", "header", "baseline",
        "proxy", "tls-ca", "env", "witnesses", "format", "wait", "unsafe", "dry-run", "config", "x",
    ]
)  # fmt: skip


@QUICK
@given(
    table=st.sampled_from(["check", "fuzz", "replay", "checks", '"\\u202e"', "check.check"]),
    lines=st.lists(st.tuples(OPTIONS, TOML_VALUES), max_size=3),
    tail=st.sampled_from(
        ["", "\n[check]\n[check]", "\n[", "\xff", "\0", "\n" + "a." * 2000 + "a=1"]
    ),
)
def test_a_hostile_configuration_is_read_or_refused(table, lines, tail):
    """The plan is shown, or there is one message; nothing is sent and nothing written."""
    with TemporaryDirectory() as folder, counting() as counted:
        file = Path(folder) / "contracts.toml"
        text = f"[{table}]\n" + "\n".join(f"{name} = {value}" for name, value in lines) + tail
        file.write_bytes(text.encode("latin-1"))
        words = ("--spec", str(SPEC), "--dry-run", "--config", str(file))
        code, output = ended("check", f"{counted.url}/v1", *words)
        left = [path.name for path in Path(folder).iterdir()]

    assert code in {0, 2}, output
    assert "Traceback" not in output
    assert counted.lines == []
    assert left == ["contracts.toml"]


@QUICK
@given(
    name=OPTIONS,
    value=st.one_of(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
        st.sampled_from(
            ["1e400", "-1", "10m", "\x1b[31m", "a b c", "A=B", "@/etc/passwd", "::error"]
        ),
    ),
)
def test_a_hostile_environment_is_read_or_refused(name, value):
    """A variable says what an option may say, and no more."""
    variable = f"CONTRACTS_CHECK_{name.upper().replace('-', '_')}"
    with counting() as counted:
        words = ("check", f"{counted.url}/v1", "--spec", str(SPEC), "--dry-run")
        code, output = ended(*words, env={variable: value})

    assert code in {0, 2}, output
    assert "Traceback" not in output
    assert counted.lines == []


@pytest.mark.parametrize("seed", range(2))
def test_a_hostile_corpus_is_replayed_as_requests_or_not_at_all(seed, tmp_path):
    """Entries of a corpus are choices of a generator; all requests made from them are safe."""
    names = [f"shop.{name}.{place}" for name in ("showOrder", "listOrders") for place in range(3)]
    for name in names:
        folder = tmp_path / "corpus" / "examples" / sha384(name.encode()).hexdigest()[:16]
        folder.mkdir(parents=True)
        for number in range(5):
            data = sha384(f"{seed}{name}{number}".encode()).digest() * (1 + 100 * number)
            (folder / sha384(data).hexdigest()[:16]).write_bytes(data)
    with counting() as counted:
        words = ("--spec", str(SPEC), "--for", "2s", "--max-requests", "60")
        paths = ("--corpus", str(tmp_path / "corpus"), "--witnesses", str(tmp_path / "witnesses"))
        code, output = ended("fuzz", f"{counted.url}/v1", *words, *paths)

    assert code in {0, 1, 2}, output
    assert counted.lines
    assert set(counted.methods) <= SAFE
    assert counted.hosts == {counted.url.removeprefix("http://")}
