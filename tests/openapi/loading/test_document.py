"""From YAML files to contracts."""

import json
import subprocess
import sys

import pytest

from openapi.contract import ErrorTemplate, Location, SecurityScheme, Server
from openapi.errors import DocumentError, ReadingError, RuleError
from openapi.loading.document import load_contract, load_contracts, packaged_documents
from openapi.schema.conversion import json_schema_of
from tests.acceptance.cases import cases
from tests.openapi.documents import THINGS, changed, load

RULE = "{id: things.name, rule: size(self) > 0, message: It has a name., severity: error}"
NAME = "{type: string}"


def test_packaged_documents_are_the_two_apis():
    """The register and the list of sources are no documents."""
    assert [path.name for path in packaged_documents()] == ["elastic_path.yaml", "placewise.yaml"]


def test_packaged_contracts_load():
    """Without a path, the documents that ship are meant."""
    elastic_path, placewise = load_contracts()

    assert (placewise.api, placewise.title) == ("placewise", "Placewise Members Import")
    assert (placewise.base_path, elastic_path.base_path) == ("", "")
    assert [operation.path for operation in placewise.operations] == [
        "/v3/{loyalty_club_slug}/members/imports/{import_id}"
    ]
    assert [operation.path for operation in elastic_path.operations] == ["/subscriptions/imports"]
    assert placewise.security_schemes["clientToken"].parameter == "X-Client-Authorization"
    assert elastic_path.security_schemes["bearer"].scheme == "bearer"


def test_packaged_rules_compile_when_they_are_a_users_own():
    """What the packaged documents are spared at start is checked here."""
    contracts = load_contracts(packaged_documents())

    assert [contract.api for contract in contracts] == ["elastic_path", "placewise"]
    assert len(contracts[1].rules) >= 27


def test_documented_numbers_stand_in_the_examples():
    """The examples of both pages, number by number."""
    elastic_path, placewise = load_contracts()

    status = placewise.operations[0].success.media_type().example().value
    page = elastic_path.operations[0].success.media_type().example().value
    errors = elastic_path.operations[0].exact_response("500").media_type()

    assert status == {
        "members_in_payloads_number": 4000,
        "members_created_number": 3020,
        "members_updated_number": 531,
        "members_with_validation_errors_number": 449,
        "created_at": "2018-07-30T11:23:08.417Z",
        "bulks": [
            {"id": 83473, "request_number": 1, "status": "finished"},
            {"id": 83474, "request_number": 2, "status": "failed"},
            {"id": 83475, "request_number": 3, "status": "working"},
            {"id": 83476, "request_number": 4, "status": "waiting"},
        ],
    }
    assert [*page["data"][0]["meta"]["records"]["imported"].values()] == [45090, 45090, 45090]
    assert [*page["data"][0]["meta"]["records"]["uploaded"].values()] == [50000, 50000, 50000]
    assert page["data"][0]["meta"]["timestamps"]["created_at"] == "2017-01-10T11:41:19.244842Z"
    assert page["links"] == {}
    assert errors.example().value == {
        "errors": [{"title": "Internal Server Error", "status": "500"}]
    }
    assert errors.example("from-schema").value["errors"][0]["status"] == 500
    assert placewise.operations[0].success.media_type().example("placeholder").value == {}
    assert placewise.operations[0].exact_response("404").media_type().example().value == {
        "error": "Job with such ID wasn't found."
    }


def test_documented_bounds_stand_in_the_parameters():
    """An offset of at most ten thousand, a limit of at most a hundred."""
    offset, limit, *_ = load_contracts()[0].operations[0].parameters

    assert (offset.name, offset.schema.definition["maximum"]) == ("page[offset]", 10000)
    assert (limit.name, limit.schema.definition["maximum"]) == ("page[limit]", 100)


def test_a_document_of_ones_own(tmp_path):
    """A user's document loads the same way; the name is the file's where it gives none."""
    contract = load(tmp_path, changed(("x-api: things\n", "")))

    assert (contract.api, contract.title, contract.version) == ("things", "Things", "1")
    assert contract.operation("getThing").path == "/things/{id}"
    assert contract.operation("nothing") is None


@cases(
    "name, api",
    {
        "dashes": ("My-API.v2.yaml", "my_api_v2"),
        "digit": ("2things.yaml", "api_2things"),
        "letters": ("é.yaml", "api__"),
    },
)
def test_the_name_is_made_from_the_files(tmp_path, name, api):
    """A file name is turned into what an API may be called."""
    path = tmp_path / name
    path.write_text(changed(("x-api: things\n", "")), encoding="utf-8")

    assert load_contract(path).api == api


def test_servers_and_where_they_lead(tmp_path):
    """Variables take their defaults; the first server's path is where the operations live."""
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


def test_base_paths_can_be_moved():
    """A user decides where an API is mounted."""
    elastic_path, placewise = load_contracts(base_paths={"elastic_path": "v2/"})

    assert (elastic_path.base_path, placewise.base_path) == ("/v2", "")


def test_unknown_apis_cannot_be_moved():
    """A misspelt API leads to the near one."""
    with pytest.raises(ReadingError) as caught:
        load_contracts(base_paths={"elasticpath": "/v2"})

    assert caught.value.what.endswith("'elasticpath'; did you mean 'elastic_path'?")
    assert caught.value.allowed == "elastic_path, placewise"


def test_readings_are_chosen_for_all_documents_at_once():
    """Each takes its own, and a wish that nobody takes is an error."""
    contracts = load_contracts(readings={"placewise.payload-key": "both"})

    assert contracts[1].chosen_readings["placewise.payload-key"] == "both"
    with pytest.raises(ReadingError, match="did you mean"):
        load_contracts(readings={"placewise.payload-keys": "both"})


def test_a_register_beside_the_document_is_read(tmp_path):
    """A user's own document may have readings too; entries of other APIs are left alone."""
    entry = (
        "{id: ID, number: N, title: x, sides: [], ruling: x, severity: info, default: a,"
        " readings: {a: {summary: x}, b: {summary: y, overlay: [{at: /info/title, set: Other}]}}}"
    )
    register = (
        f"discrepancies: [{entry.replace('ID', 'things.name')}, {entry.replace('ID', 'else.name')}]"
    )
    load(tmp_path, files={"discrepancies.yaml": register})

    (contract,) = load_contracts([tmp_path / "things.yaml"], readings={"things.name": "b"})

    assert contract.title == "Other"
    assert [each.id for each in contract.discrepancies] == ["things.name"]


def test_overlays_must_leave_a_valid_document(tmp_path):
    """A reading is checked like the document itself."""
    register = (
        "discrepancies: [{id: things.name, number: N, "
        "title: x, sides: [], ruling: x, severity: info,"
        " default: a, readings: {a: {summary: x, overlay: [{at: /info/title, remove: true}]}}}]"
    )

    with pytest.raises(DocumentError, match="Info lacks title"):
        load(tmp_path, files={"discrepancies.yaml": register})


def test_two_documents_of_one_name_are_refused(tmp_path):
    """An API is named once."""
    (tmp_path / "other.yaml").write_text(THINGS, encoding="utf-8")
    load(tmp_path)

    with pytest.raises(DocumentError, match="two documents describe an API called 'things'"):
        load_contracts([tmp_path / "things.yaml", tmp_path / "other.yaml"])


def test_security_schemes(tmp_path):
    """How a client proves who it is, with the variable that holds the credential."""
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
    """The pointers lead to places in the body."""
    refusal = "x-refusal: {body: {e: {s: 400, t: ''}}, status: /e/s, title: /e/t}"

    contract = load(tmp_path, changed(("paths:", f"{refusal}\npaths:")))

    assert contract.refusal == ErrorTemplate(
        media_type="application/json", body={"e": {"s": 400, "t": ""}}, status="/e/s", title="/e/t"
    )
    assert load(tmp_path).refusal is None


@cases(
    "change, what, line",
    {
        "refusal": (
            ("paths:", "x-refusal: {body: {}, message: /a}\npaths:"),
            "x-refusal.message points to no value of its body",
            4,
        ),
        "server": (
            ("paths:", "servers: [{url: 'http://['}]\npaths:"),
            "server 'http://[' is not a URL",
            4,
        ),
        "schema that cannot be judged": (
            (NAME, "{type: string, pattern: '(?<n>x)\\k<n>'}"),
            "a schema of getThing cannot be judged",
            18,
        ),
    },
)
def test_documents_that_cannot_be_used(tmp_path, change, what, line):
    """What would fail at the first request is told at the start."""
    with pytest.raises(DocumentError) as caught:
        load(tmp_path, changed(change))

    assert caught.value.what == what
    assert caught.value.where.split(" ")[0] == f"{tmp_path}/things.yaml:{line}"


def test_schemas_of_request_bodies_are_compiled_too(tmp_path):
    """What clients send is judged as well."""
    body = "requestBody: {content: {a/b: {schema: {pattern: '(?<n>x)\\k<n>'}}}}"

    with pytest.raises(DocumentError, match="a schema of getThing cannot be judged"):
        load(tmp_path, changed(("operationId: getThing", f"operationId: getThing\n      {body}")))


def test_rules_of_ones_own_are_compiled(tmp_path):
    """A rule that could never be judged is told at the start."""
    text = changed((NAME, f"{{x-rules: [{RULE.replace('size(self)', 'sizes(self)')}]}}"))

    with pytest.raises(RuleError, match="uses an unknown name; did you mean 'size'"):
        load(tmp_path, text)


def test_schemas_that_contain_themselves_load(tmp_path):
    """A tree of things is an ordinary thing."""
    text = changed((NAME, '{$ref: "#/components/schemas/Thing"}'))

    (operation,) = load(tmp_path, text).operations

    assert json.dumps(json_schema_of(operation.success.media_type().schema))


def test_cel_and_jsonschema_are_imported_when_they_are_needed():
    """Whoever only serves examples does not wait for them."""
    code = (
        "import sys; from openapi.loading.document import load_contracts; load_contracts();"
        "print(*[name for name in ('cel', 'jsonschema') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    assert done.stdout.split() == []


def test_base_path_is_no_template():
    """What would be a parameter of every operation, and documented nowhere, is refused."""
    with pytest.raises(ReadingError, match="braces") as error:
        load_contracts(base_paths={"placewise": "/a{b}"})

    assert error.value.found == "/a{b}"


@pytest.mark.parametrize("url", ["https://{host}/v1", "/{tenant}/v1"])
def test_variable_of_a_server_needs_a_default(tmp_path, url):
    """Nobody could say where the operations of such a server live."""
    with pytest.raises(DocumentError, match="without a default") as error:
        load(tmp_path, changed(("paths:", f"servers: [{{url: '{url}'}}]\npaths:")))

    assert ":" in error.value.where
