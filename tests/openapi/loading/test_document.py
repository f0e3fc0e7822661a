"""From YAML files to contracts."""

import json
import subprocess
import sys

import pytest

from openapi.errors import DocumentError, ReadingError, RuleError
from openapi.loading.document import load_contract, load_contracts, packaged_documents
from openapi.schema.conversion import json_schema_of
from tests.acceptance.cases import cases
from tests.openapi.documents import PETS, changed, load

RULE = "{id: pets.name, rule: size(self) > 0, message: It has a name., severity: error}"
NAME = "{type: string}"
READINGS = {"placewise.payload-key": "singular"}


def test_packaged_contracts_load():
    """Without a path, the packaged documents are loaded."""
    elastic_path, placewise = load_contracts()

    assert (placewise.api, placewise.title) == ("placewise", "Placewise Members Import")
    assert (placewise.base_path, elastic_path.base_path) == ("", "")
    assert [operation.path for operation in placewise.operations] == [
        "/v3/{loyalty_club_slug}/members/imports/{import_id}"
    ]
    assert [operation.path for operation in elastic_path.operations] == ["/subscriptions/imports"]
    assert placewise.security_schemes["clientToken"].parameter == "X-Client-Authorization"
    assert elastic_path.security_schemes["bearer"].scheme == "bearer"


def test_packaged_rules_compile():
    """The packaged rules, which a server does not compile at start, compile."""
    contracts = load_contracts(packaged_documents())

    assert [contract.api for contract in contracts] == ["elastic_path", "placewise"]
    assert len(contracts[1].rules) >= 27


def test_the_examples_have_the_documented_numbers():
    """The examples of both pages are equal to the documents, number by number."""
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


def test_the_parameters_have_the_documented_bounds():
    """The offset is at most ten thousand, the limit at most a hundred."""
    offset, limit, *_ = load_contracts()[0].operations[0].parameters

    assert (offset.name, offset.schema.definition["maximum"]) == ("page[offset]", 10000)
    assert (limit.name, limit.schema.definition["maximum"]) == ("page[limit]", 100)


def test_a_users_own_document(tmp_path):
    """A user's document loads the same way; without `x-api`, the file gives the name."""
    contract = load(tmp_path, changed(("x-api: pets\n", "")))

    assert (contract.api, contract.title, contract.version) == ("pets", "Pets", "1")
    assert contract.operation("getPet").path == "/pets/{id}"
    assert contract.operation("getOther") is None


@cases(
    "name, api",
    {
        "dashes": ("My-API.v2.yaml", "my_api_v2"),
        "digit": ("2pets.yaml", "api_2pets"),
        "letters": ("é.yaml", "api__"),
    },
)
def test_the_api_name_is_made_from_the_file_name(tmp_path, name, api):
    """A file name is converted to a valid API name."""
    path = tmp_path / name
    path.write_text(changed(("x-api: pets\n", "")), encoding="utf-8")

    assert load_contract(path).api == api


def test_base_paths_can_be_chosen():
    """A user can choose the base path of an API."""
    elastic_path, placewise = load_contracts(base_paths={"elastic_path": "v2/"})

    assert (elastic_path.base_path, placewise.base_path) == ("/v2", "")


def test_base_paths_of_unknown_apis_are_refused():
    """A misspelt API is reported with the nearest match."""
    with pytest.raises(ReadingError) as caught:
        load_contracts(base_paths={"elasticpath": "/v2"})

    assert caught.value.what.endswith("'elasticpath'; did you mean 'elastic_path'?")
    assert caught.value.allowed == "elastic_path, placewise"


def test_readings_are_chosen_for_all_documents_at_once():
    """Each document has its own readings, and a reading of no document is an error."""
    contracts = load_contracts(readings={"placewise.payload-key": "both"})

    assert contracts[1].chosen_readings["placewise.payload-key"] == "both"
    with pytest.raises(ReadingError, match="did you mean"):
        load_contracts(readings={"placewise.payload-keys": "both"})


def test_a_register_beside_the_document_is_read(tmp_path):
    """A user's own document may have readings too; entries of other APIs are ignored."""
    entry = (
        "{id: ID, number: N, title: x, sides: [], ruling: x, severity: info, default: a,"
        " readings: {a: {summary: x}, b: {summary: y, overlay: [{at: /info/title, set: Other}]}}}"
    )
    register = (
        f"discrepancies: [{entry.replace('ID', 'pets.name')}, {entry.replace('ID', 'else.name')}]"
    )
    load(tmp_path, files={"discrepancies.yaml": register})

    (contract,) = load_contracts([tmp_path / "pets.yaml"], readings={"pets.name": "b"})

    assert contract.title == "Other"
    assert [each.id for each in contract.discrepancies] == ["pets.name"]


def test_overlays_must_leave_a_valid_document(tmp_path):
    """A changed document is validated like the original."""
    register = (
        "discrepancies: [{id: pets.name, number: N, "
        "title: x, sides: [], ruling: x, severity: info,"
        " default: a, readings: {a: {summary: x, overlay: [{at: /info/title, remove: true}]}}}]"
    )

    with pytest.raises(DocumentError, match="Info lacks title"):
        load(tmp_path, files={"discrepancies.yaml": register})


def test_two_documents_with_one_api_name_are_refused(tmp_path):
    """Two documents with the same API name are refused."""
    (tmp_path / "other.yaml").write_text(PETS, encoding="utf-8")
    load(tmp_path)

    with pytest.raises(DocumentError, match="two documents describe an API called 'pets'"):
        load_contracts([tmp_path / "pets.yaml", tmp_path / "other.yaml"])


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
            "a schema of getPet cannot be judged",
            18,
        ),
    },
)
def test_documents_that_cannot_be_used(tmp_path, change, what, line):
    """A mistake that would fail at the first request is reported at the start."""
    with pytest.raises(DocumentError) as caught:
        load(tmp_path, changed(change))

    assert caught.value.what == what
    assert caught.value.where.split(" ")[0] == f"{tmp_path}/pets.yaml:{line}"


def test_schemas_of_request_bodies_are_compiled_too(tmp_path):
    """The schemas of request bodies are compiled like those of answers."""
    body = "requestBody: {content: {a/b: {schema: {pattern: '(?<n>x)\\k<n>'}}}}"

    with pytest.raises(DocumentError, match="a schema of getPet cannot be judged"):
        load(tmp_path, changed(("operationId: getPet", f"operationId: getPet\n      {body}")))


def test_a_users_own_rules_are_compiled(tmp_path):
    """A rule that could never be evaluated is reported at the start."""
    text = changed((NAME, f"{{x-rules: [{RULE.replace('size(self)', 'sizes(self)')}]}}"))

    with pytest.raises(RuleError, match="uses an unknown name; did you mean 'size'"):
        load(tmp_path, text)


def test_schemas_that_contain_themselves_load(tmp_path):
    """A recursive schema, such as that of a tree, loads."""
    text = changed((NAME, '{$ref: "#/components/schemas/Pet"}'))

    (operation,) = load(tmp_path, text).operations

    assert json.dumps(json_schema_of(operation.success.media_type().schema))


def test_cel_and_jsonschema_are_imported_when_they_are_needed():
    """A server that only serves examples does not import them."""
    code = (
        "import sys; from openapi.loading.document import load_contracts; load_contracts();"
        "print(*[name for name in ('cel', 'jsonschema') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own code

    assert done.stdout.split() == []


def test_a_base_path_is_not_a_template():
    """Braces in a base path, an undocumented parameter of every operation, are refused."""
    with pytest.raises(ReadingError, match="braces") as error:
        load_contracts(base_paths={"placewise": "/a{b}"})

    assert error.value.found == "/a{b}"


@pytest.mark.parametrize("url", ["https://{host}/v1", "/{tenant}/v1"])
def test_variable_of_a_server_needs_a_default(tmp_path, url):
    """Without a default, the base path of the server is unknown."""
    with pytest.raises(DocumentError, match="without a default") as error:
        load(tmp_path, changed(("paths:", f"servers: [{{url: '{url}'}}]\npaths:")))

    assert ":" in error.value.where
