"""The libraries that the checker needs."""

import pytest

from contracts.errors import MissingLibrariesError
from contracts.run.settings import libraries
from contracts.run.settings.libraries import require_fleet, require_libraries


def test_installed_libraries_are_accepted():
    """With the extra there is no error."""
    require_libraries()


@pytest.mark.parametrize(
    ("require", "extra"), [(require_libraries, "contracts"), (require_fleet, "fleet")]
)
def test_missing_library_is_named_with_the_line_that_installs_it(require, extra, monkeypatch):
    """The first line says what to do; the second names what is missing."""
    monkeypatch.setattr(libraries, "is_installed", lambda name: name not in {"cel", "celery"})

    with pytest.raises(MissingLibrariesError) as caught:
        require()

    first, second = str(caught.value).splitlines()
    assert first.endswith(f"install them with: pip install 'specimen[{extra}]'")
    assert second.split() == ["found", "no", "cel" if extra == "contracts" else "celery"]
