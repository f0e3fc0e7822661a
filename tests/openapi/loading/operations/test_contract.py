"""Servers, security schemes and error templates of a contract."""

from openapi.contract import ErrorTemplate, Location, SecurityScheme, Server
from tests.acceptance.cases import cases
from tests.openapi.documents import changed, load


def test_servers_and_the_base_path(tmp_path):
    """Variables have their defaults; the first server's path is the base path."""
    servers = (
        "servers: [{url: 'https://a.example/{v}/', "
        "variables: {v: {default: v2}}, description: One},"
        " {url: /, x-production: true}]"
    )

    contract = load(tmp_path, changed(("paths:", f"{servers}\npaths:")))

    assert contract.base_path == "/v2"
    assert contract.servers == (
        Server(url="https://a.example/v2/", description="One"),
        Server(url="/", is_production=True),
    )


@cases(
    "url, base_path",
    {
        "root": ("/", ""),
        "path": ("/v1", "/v1"),
        "slash at the end": ("/v1/", "/v1"),
        "relative": ("v1", "/v1"),
        "host only": ("https://a.example", ""),
        "host and path": ("https://a.example/api/v1", "/api/v1"),
    },
)
def test_base_path_of_the_first_server(tmp_path, url, base_path):
    """A base path begins with a slash and does not end with one; the root is empty."""
    assert (
        load(tmp_path, changed(("paths:", f"servers: [{{url: '{url}'}}]\npaths:"))).base_path
        == base_path
    )


def test_security_schemes(tmp_path):
    """Security schemes are read with the variable that holds the credential."""
    schemes = (
        "components:\n  securitySchemes:\n"
        "    key: {type: apiKey, in: query, name: k, x-environment: KEY}\n"
        "    token: {type: http, scheme: Bearer}\n"
    )
    text = changed(
        ("components:\n", schemes),
        ("parameters:", "security: [{key: [], token: []}, {}]\n      parameters:"),
    )

    contract = load(tmp_path, text)

    assert contract.security_schemes == {
        "key": SecurityScheme(
            name="key", type="apiKey", parameter="k", location=Location.QUERY, environment="KEY"
        ),
        "token": SecurityScheme(name="token", type="http", scheme="bearer"),
    }
    assert contract.operations[0].security == (("key", "token"), ())


def test_refusal_is_read(tmp_path):
    """The error template has the pointers into its body."""
    refusal = "x-refusal: {body: {e: {s: 400, t: ''}}, status: /e/s, title: /e/t}"

    contract = load(tmp_path, changed(("paths:", f"{refusal}\npaths:")))

    assert contract.refusal == ErrorTemplate(
        media_type="application/json", body={"e": {"s": 400, "t": ""}}, status="/e/s", title="/e/t"
    )
    assert load(tmp_path).refusal is None
