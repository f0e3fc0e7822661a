"""`Link` headers are read as RFC 8288 defines them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.observations.link_header import link_targets


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (['<?page=2>; rel="next"'], {"next": "?page=2"}),
        (["<?page=2>; rel=next, <?page=9>; rel=last"], {"next": "?page=2", "last": "?page=9"}),
        (['<a>; rel="NEXT"', '<b>; rel="next"'], {"next": "a"}),
        (['<a>; title="x, <y>; rel=next"; rel="prev"'], {"prev": "a"}),
        (['<a>; rel="prev next"'], {"prev": "a", "next": "a"}),
        (['<a>; rel="prev"; rel="next"'], {"prev": "a"}),
        (["<a>"], {}),
        (["a; rel=next"], {}),
        (["<a; rel=next"], {}),
        ([""], {}),
        ([], {}),
    ],
)
def test_targets_by_relation(headers, targets):
    """The first target of a relation counts, and the first `rel` of a link."""
    assert dict(link_targets(headers)) == targets


@given(st.text(alphabet='<>;=", relnxt?\n\t*', max_size=200))
def test_any_text_is_read(text):
    """A server cannot make the checker fail by a header."""
    assert isinstance(link_targets([text]), dict)


def test_long_header_is_cut():
    """A header of a megabyte is read up to a bound."""
    text = "<a>; rel=x, " * 100_000 + "<b>; rel=next"

    assert link_targets([text]) == {"x": "a"}
