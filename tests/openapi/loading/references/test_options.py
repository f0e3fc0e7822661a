"""How documents are loaded."""

import pytest

from openapi.loading.references.options import FileLimits, limits_from


@pytest.mark.parametrize("bounds", [(None, None), (1, None), (None, 2), (1, 2)])
def test_limit_that_is_not_given_is_the_default(bounds):
    """Each limit is that of the user, or the default."""
    default = FileLimits()
    wanted = (bounds[0] or default.max_bytes, bounds[1] or default.max_files)

    limits = limits_from(*bounds)

    assert (limits.max_bytes, limits.max_files) == wanted
