"""`make test` leaves out neighbouring cases only, and `make thorough` nothing."""

import os
import subprocess
import sys

from tests.thorough import part

COMMAND = "from tests.thorough import part; print(part(range(5), 2))"


def test_a_part_begins_with_the_first_case_and_reaches_the_last():
    """No end of a family is left out as a whole."""
    if os.environ.get("THOROUGH"):
        return
    assert part("abcdefg", 3) == ["a", "d", "g"]


def test_thorough_tests_have_every_case():
    """The variable that `make thorough` sets makes each family whole."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND],
        env={**os.environ, "THOROUGH": "1"}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    assert done.stdout.strip() == "[0, 1, 2, 3, 4]"
