"""Tests of settings and profiles."""

import pytest

from contracts.http.client.connector import connection_settings
from contracts.http.client.limits import RequestBudget
from contracts.probes.catalogue import PROBES
from contracts.run.settings import PROFILES, CheckSettings, options_to_repeat


def test_profiles_grow():
    """Each profile does at least what the one before does."""
    assert list(PROFILES) == ["smoke", "ci", "full"]
    assert [p.max_examples for p in PROFILES.values()] == [0, 20, 100]


def test_settings_do_not_show_secrets():
    """Headers and environment stay out of tracebacks."""
    settings = CheckSettings(targets=("u",), headers=(("X", "hush"),), environ={"T": "hush"})

    assert "hush" not in repr(settings)


def test_what_makes_another_run_the_same_is_repeated():
    """What is checked and judged and how, ready for a shell; what headers say may be secret."""
    settings = CheckSettings(
        targets=("http://h",),
        known_values={"id": ("a b",)},
        headers=(("X-Who", "hush"),),
        budget=RequestBudget(per_second=0.5, max_requests=9, max_seconds=60.0),
        connection=connection_settings(is_insecure=True, proxy="http://proxy:3128"),
        only=frozenset({"schema"}),
        skip=frozenset({"head"}),
        is_strict=True,
        is_probing_access=True,
    )

    assert options_to_repeat(settings) == (
        *("--only", "schema", "--skip", "head", "--param", "'id=a b'"),
        *("--rate", "0.5", "--max-requests", "9", "--max-time", "60"),
        *("--header", '"X-Who: $X_WHO"'),
        *("--proxy", "http://proxy:3128", "--tls-insecure"),
        *("--probe-access", "--strict"),
    )


def test_profiles_choose_probes_that_exist():
    """A quick run sends no odd input; the others run every probe of the table."""
    every = {probe.id for probe in PROBES}

    assert PROFILES["ci"].probes == PROFILES["full"].probes == every
    assert every - PROFILES["smoke"].probes == {"intake", "bodies", "names"}


@pytest.mark.parametrize(("is_local", "is_asked_for"), [(True, False), (False, True)])
def test_access_is_probed_elsewhere_on_demand_only(is_local, is_asked_for):
    """Wrong credentials may lock an account, so off this machine somebody has to ask for them."""
    settings = CheckSettings(targets=("u",), is_probing_access=is_asked_for)

    assert "access" in settings.probe_ids(is_local=is_local)
    assert "access" not in CheckSettings(targets=("u",)).probe_ids(is_local=False)
