"""Documented paths match decoded paths: literal text first, in linear time."""

import re

from hypothesis import given
from hypothesis import strategies as st

from openapi.routing import PathFlaw, Router
from tests.acceptance.cases import cases
from tests.openapi.routing.routed import contract, found

PIECES = st.text(alphabet="ab-~", max_size=3)  # no dots, which may be a dot segment


@cases(
    "paths, path, template",
    {
        "literal first": (["/a/{x}", "/a/b"], b"/a/b", "/a/b"),
        "parameter for the rest": (["/a/{x}", "/a/b"], b"/a/c", "/a/{x}"),
        "from the left": (["/{x}/b", "/a/{y}"], b"/a/b", "/a/{y}"),
        "mixed before parameter": (["/{x}", "/{x}.json"], b"/a.json", "/{x}.json"),
        "longer literal first": (["/{x}.json", "/{x}.min.json"], b"/a.min.json", "/{x}.min.json"),
        "two in a segment": (["/{x}-{y}", "/{x}"], b"/a", "/{x}"),
        "two with text": (["/{x}", "/{x}...{y}"], b"/a...b", "/{x}...{y}"),
        "root": (["/", "/{x}"], b"/", "/"),
    },
)
def test_literal_segments_win(paths, path, template):
    """OpenAPI: concrete paths are matched before templated ones, in any order of the document."""
    for order in (paths, paths[::-1]):
        assert found(Router([contract("a", *order)]), path)[0] == template


def test_several_parameters_in_one_segment():
    """Each value has at least one character; earlier ones are as short as possible."""
    router = Router([contract("a", "/{x}-{y}/v{z}")])

    assert found(router, b"/a-b-c/v1") == ("/{x}-{y}/v{z}", {"x": "a", "y": "b-c", "z": "1"})
    assert found(router, b"/-b/v1") == (None, {})


@given(st.data())
def test_a_path_matches_as_a_regular_expression_of_its_template_does(data):
    """Whole and mixed segments, in any order: the values are those of `(.+?)` in their places."""
    literals = data.draw(st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=1, max_size=3))
    texts = [data.draw(texts_between(each)) for each in literals]
    names = (f"{{p{number}}}" for number in range(9))
    template = "".join(
        "/" + each[0] + "".join(next(names) + t for t in each[1:]) for each in literals
    )
    pattern = "".join("/" + "([^/]+?)".join(map(re.escape, each)) for each in literals)
    path = "".join(f"/{text}" for text in texts)
    match = re.fullmatch(pattern, path)

    expected = {f"p{number}": text for number, text in enumerate(match.groups())} if match else {}
    wanted = (template, expected) if match else (None, {})
    assert found(Router([contract("a", template)]), path.encode()) == wanted


def texts_between(literals):
    """Return texts that have these literals, with any texts between; some are no match."""
    gaps = len(literals) - 1
    return st.lists(PIECES, min_size=gaps, max_size=gaps).map(
        lambda between: literals[0] + "".join(map("".join, zip(between, literals[1:], strict=True)))
    )


def test_special_characters_of_templates_are_literal():
    """A dot in a template matches only a dot."""
    router = Router([contract("a", "/a.b/(c)/{x}")])

    assert found(router, b"/a.b/(c)/1")[0] == "/a.b/(c)/{x}"
    assert found(router, b"/axb/(c)/1")[0] is None


def test_a_template_with_a_dot_segment_matches_nothing():
    """Clients remove dot segments before they send a request."""
    router = Router([contract("x", "/a/./b", "/a/../{c}", base_path="/v1")])

    assert router.find(b"/v1/a/./b").path_flaw is PathFlaw.DOT_SEGMENT
    assert router.find(b"/v1/a/../b").path_flaw is PathFlaw.DOT_SEGMENT


def test_no_segment_takes_long():
    """A path of dashes is read once, for any number of parameters in a segment."""
    router = Router([contract("a", "/t/{a}-{b}-{c}-{d}.png")])

    assert found(router, b"/t/" + b"-" * 100_000)[0] is None
    assert found(router, b"/t/1-2-3-4-5.png")[1] == {"a": "1", "b": "2", "c": "3", "d": "4-5"}


def test_literals_of_a_template_are_decoded():
    """An escape in a template and one in a request are equal, also beside parameters."""
    router = Router([contract("a", "/caf%C3%A9/{x}%2D{y}", "/{a}%20b")])

    assert found(router, b"/caf%C3%A9/1-2") == ("/caf%C3%A9/{x}%2D{y}", {"x": "1", "y": "2"})
    assert found(router, b"/1%20b") == ("/{a}%20b", {"a": "1"})
