"""The time limit of properties, which allows for a busy machine, and how much they try."""

import os

from hypothesis import settings

EXAMPLES = int(os.environ.get("EXAMPLES", "50"))
"""Examples of a property that names no number of its own."""

settings.register_profile("specimen", deadline=None, print_blob=True, max_examples=EXAMPLES)
settings.load_profile("specimen")
