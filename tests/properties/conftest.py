"""The time limit of properties, which allows for a busy machine."""

from hypothesis import settings

settings.register_profile("specimen", deadline=None, print_blob=True)
settings.load_profile("specimen")
