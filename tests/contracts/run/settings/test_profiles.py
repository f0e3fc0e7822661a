"""Tests of the profiles."""

from contracts.probes.all_probes import PROBES
from contracts.run.settings.profiles import PROFILES


def test_profiles_grow():
    """Each profile does at least what the one before does."""
    assert list(PROFILES) == ["smoke", "ci", "full"]
    assert [p.max_examples for p in PROFILES.values()] == [0, 20, 100]


def test_profiles_choose_probes_that_exist():
    """A quick run sends no odd input; the others run every probe of the table."""
    every = {probe.id for probe in PROBES}

    assert PROFILES["ci"].probes == PROFILES["full"].probes == every
    assert every - PROFILES["smoke"].probes == {"intake", "bodies", "names"}
