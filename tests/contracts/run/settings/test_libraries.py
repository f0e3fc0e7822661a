"""The libraries that the checker needs."""

import pytest

from contracts.errors import MissingLibrariesError
from contracts.run.settings.libraries import MODULES, require_libraries


def test_installed_libraries_are_accepted():
    """With the extra there is no error."""
    require_libraries()


def test_missing_library_is_named_with_the_line_that_installs_it():
    """The first line says what to do; the second names what is missing."""
    with pytest.raises(MissingLibrariesError) as caught:
        require_libraries([*MODULES, "no_such_library"])

    first, second = str(caught.value).splitlines()
    assert first.endswith("install them with: pip install 'specimen[contracts]'")
    assert second.split() == ["found", "no", "no_such_library"]
