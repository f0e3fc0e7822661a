"""Tests of path templates."""

from contracts.observations.shapes.paths import path_evidence
from contracts.observations.shapes.templates import templates


def paths(*requests):
    """Return the templates of some requests: paths, or paths with a body or a status."""
    found = {}
    for number, request in enumerate(requests, 1):
        path, body, status = (
            (*request, 200)[:3] if isinstance(request, tuple) else (request, 0, 200)
        )
        key, evidence = path_evidence(path, "GET", body, number, is_accepted=status < 400)
        found[key] = found[key].merged(evidence) if key in found else evidence
    return sorted({template.path for template in templates(found).values()})


def test_ids_that_vary_are_a_parameter():
    """It is called after the resource."""
    assert paths("/users/7", "/users/8", "/categories/1", "/categories/2") == [
        "/categories/{category_id}",
        "/users/{user_id}",
    ]


def test_a_parameter_of_an_irregular_word_is_no_half_word():
    """`boxe_id` and `statu_id` would be no names."""
    assert paths("/boxes/7", "/boxes/8", "/status/1", "/status/2") == [
        "/boxes/{box_id}",
        "/status/{status_id}",
    ]


def test_one_number_stays_as_it_is():
    """It may be a version."""
    assert paths("/api/2/users") == ["/api/2/users"]


def test_one_number_that_the_answer_names_is_a_parameter():
    """That is evidence from a second place."""
    assert paths(("/users/7", {"id": 7})) == ["/users/{user_id}"]


def test_words_are_a_parameter_if_several_answers_name_them():
    """One word that is named may be a singleton, such as `/users/me`."""
    both = paths(("/shops/blue", {"slug": "blue"}), ("/shops/red", {"slug": "red"}))

    assert both == ["/shops/{shop_slug}"]
    assert paths(("/shops/blue", {"slug": "blue"})) == ["/shops/blue"]


def test_resources_beside_ids_keep_their_path():
    """`/users/me` is answered with a success."""
    found = paths(("/users/7", {"id": 7}), ("/users/8", {"id": 8}), ("/users/me", {"id": 7}))

    assert found == ["/users/me", "/users/{user_id}"]


def test_a_wrong_value_is_no_path_of_its_own():
    """Only an error answers `/users/nonsense`, and its form says nothing about ids."""
    found = paths("/users/7", "/users/8", ("/users/nonsense", None, 422))

    assert found == ["/users/{user_id}"]


def test_a_parameter_has_one_name_in_all_paths_that_begin_alike():
    """The name comes from the path whose answers name the segment."""
    found = paths(
        ("/shops/blue", {"slug": "blue"}),
        ("/shops/red", {"slug": "red"}),
        ("/shops/blue/prices", []),
        ("/shops/red/prices", []),
    )

    assert found == ["/shops/{shop_slug}", "/shops/{shop_slug}/prices"]


def test_collections_are_no_values():
    """Eight lists beside each other are eight resources."""
    names = ["users", "orders", "shops", "carts", "items", "notes", "tags", "files", "jobs"]

    assert paths(*[(f"/api/{name}", []) for name in names]) == sorted(f"/api/{n}" for n in names)


def test_many_objects_of_one_kind_are_values():
    """Their answers have the same keys."""
    bodies = [(f"/api/codes/{c * 3}", {"a": 1, "b": 2, "c": 3}) for c in "abcdefgh"]

    assert paths(*bodies) == ["/api/codes/{code_id}"]


def test_braces_in_a_path_are_written_so_that_they_are_no_parameter():
    """A path may have any character."""
    assert paths("/a/{b}") == ["/a/%7Bb%7D"]
