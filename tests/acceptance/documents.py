"""Documents of a few lines, written as YAML."""

from mock_server.asgi.app import create_app
from mock_server.cli.serving.startup_message import startup_message
from mock_server.settings import Settings
from openapi.loading.document import load_contracts

HEAD = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"


def application(folder, *paths, settings=None):
    """Return the mock of paths that are written as YAML, each on a line."""
    file = folder / "api.yaml"
    file.write_text(HEAD + "\n".join(f"  {line}" for line in paths))
    contracts = load_contracts([file])
    used = settings or Settings()
    assert "Traceback" not in startup_message(contracts, used, "http://mock")
    return create_app(contracts, used)


def get(parameters="", answer="{description: x}", path="/x"):
    """Return a path with one GET operation."""
    return f"{path}: {{get: {{{parameters}responses: {{'200': {answer}}}}}}}"


def query(schema, **facts):
    """Return the declaration of a required query parameter called p."""
    more = "".join(f"{name}: {value}, " for name, value in facts.items())
    return f"parameters: [{{name: p, in: query, required: true, {more}schema: {schema}}}], "


def json_of(schema):
    """Return an answer with a schema and no example."""
    return f"{{description: x, content: {{application/json: {{schema: {schema}}}}}}}"
