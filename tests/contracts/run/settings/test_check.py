"""Tests of the settings of `contracts check`."""

import pytest

from contracts.http.client.limits import RequestBudget
from contracts.run.settings.check import CheckSettings


@pytest.mark.parametrize(("is_local", "is_asked_for"), [(True, False), (False, True)])
def test_access_is_probed_elsewhere_on_demand_only(is_local, is_asked_for):
    """Wrong credentials may lock an account, so off this machine --probe-access is needed."""
    settings = CheckSettings(targets=("u",), is_probing_access=is_asked_for)

    assert "access" in settings.probe_ids(is_local=is_local)
    assert "access" not in CheckSettings(targets=("u",)).probe_ids(is_local=False)


def test_max_time_replaces_that_of_the_profile():
    """Without --max-time the profile bounds the run."""
    assert CheckSettings(targets=()).max_seconds == 600.0
    assert CheckSettings(targets=(), budget=RequestBudget(max_seconds=9.0)).max_seconds == 9.0
