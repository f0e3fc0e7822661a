"""Resources are recognised by paths and methods alone."""

import pytest

from mock_server.answers.stateful.recognition.paths import recognised

DONE = "responses: {'200': {description: x, content: {application/json: {example: {}}}}}"


def document(*operations):
    """Return the YAML of operations: each a method, a path, and what else it has."""
    paths = {}
    for method, path, *more in operations:
        paths.setdefault(path, []).append((method, " ".join(more)))
    lines = ["paths:"]
    for path, methods in paths.items():
        lines += [f"  {path}:"]
        names = [part.split("}")[0] for part in path.split("{")[1:]]
        parameters = ", ".join(
            f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}"
            for name in names
        )
        lines += [f"    parameters: [{parameters}]"]
        for method, more in methods:
            lines += [f"    {method}:", f"      {DONE}"]
            lines += [f"      {more}"] if more else []
    return "\n".join(lines) + "\n"


def roles_of(contract):
    """Return path, identity and roles of each resource."""
    return {
        each.path: (each.identity, {f"{o.method} {o.path}": str(r) for o, r in each.roles.items()})
        for each in recognised(contract)
    }


def test_collection_and_its_records(contract_from):
    """The methods of `/pets` and `/pets/{id}` are those of one resource."""
    contract = contract_from(
        document(
            ("get", "/pets"),
            ("post", "/pets"),
            ("get", "/pets/{id}"),
            ("put", "/pets/{id}"),
            ("patch", "/pets/{id}"),
            ("delete", "/pets/{id}"),
        )
    )

    assert roles_of(contract) == {
        "/pets": (
            "id",
            {
                "GET /pets": "list",
                "POST /pets": "create",
                "GET /pets/{id}": "read",
                "PUT /pets/{id}": "replace",
                "PATCH /pets/{id}": "update",
                "DELETE /pets/{id}": "delete",
            },
        )
    }


@pytest.mark.parametrize(
    ("collection", "item"),
    [
        ("/pets", "/pets/{id}"),
        ("/pets.json", "/pets/{id}.json"),
        ("/Pets", "/Pets({id})"),
        ("/owners/{owner}/pets", "/owners/{owner}/pets/{id}"),
    ],
)
def test_spellings_of_paths(contract_from, collection, item):
    """Formats at the end and the parentheses of OData do not hide a collection."""
    contract = contract_from(document(("post", collection), ("get", item)))

    assert [*roles_of(contract)] == [collection]


def test_plural_list_beside_a_singular_path(contract_from):
    """`/pets` lists the records of `/pet/{id}`."""
    contract = contract_from(document(("get", "/pets"), ("post", "/pet"), ("get", "/pet/{id}")))

    assert roles_of(contract)["/pet"][1]["GET /pets"] == "list"


def test_single_record(contract_from):
    """A path without an identity that is read and changed has one record."""
    contract = contract_from(document(("get", "/me"), ("patch", "/me"), ("post", "/me")))

    assert roles_of(contract) == {"/me": ("", {"GET /me": "read", "PATCH /me": "update"})}


def test_what_can_only_be_read_is_a_collection_with_list_and_path(contract_from):
    """A list and a path of its records show the same records; one of them alone has none."""
    contract = contract_from(
        document(("get", "/pets"), ("get", "/pets/{id}"), ("get", "/me"), ("get", "/logs/{id}"))
    )

    assert roles_of(contract) == {"/pets": ("id", {"GET /pets/{id}": "read", "GET /pets": "list"})}


def test_what_is_changed_comes_before_what_is_only_read(contract_from):
    """`GET /apis/{owner}` lists what can be changed below it, and is no record of `/apis`."""
    contract = contract_from(
        document(
            ("get", "/apis/{owner}/{api}"),
            ("delete", "/apis/{owner}/{api}"),
            ("get", "/apis/{owner}"),
            ("get", "/apis"),
        )
    )

    assert [*roles_of(contract)] == ["/apis/{owner}"]


def test_action_is_no_resource(contract_from):
    """`POST /pets/{id}/publish` has nothing to read."""
    contract = contract_from(
        document(("post", "/pets/{id}/publish"), ("get", "/pets/{id}"), ("delete", "/pets/{id}"))
    )

    assert [*roles_of(contract)["/pets"][1]] == ["GET /pets/{id}", "DELETE /pets/{id}"]


def test_named_resource_has_precedence(contract_from):
    """`x-resource` joins operations whose paths have nothing in common, and excludes others."""
    contract = contract_from(
        document(
            ("post", "/addPet", "x-resource: {name: pets, action: create}"),
            ("get", "/petById/{id}", "x-resource: {name: pets, action: read}"),
            ("get", "/allPets", "x-resource: {name: pets, action: list}"),
            ("post", "/logs", "x-resource: {name: logs, action: none}"),
            ("get", "/logs/{id}"),
        )
    )

    assert roles_of(contract) == {
        "/pets": (
            "id",
            {"POST /addPet": "create", "GET /petById/{id}": "read", "GET /allPets": "list"},
        )
    }


def test_packaged_imports_are_no_resources(packaged):
    """What scenarios answer stays theirs: the packaged APIs have no pair of list and record."""
    assert [each for contract in packaged for each in recognised(contract)] == []
