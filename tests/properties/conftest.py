"""How long properties may take: as long as a busy machine needs."""

from hypothesis import settings

settings.register_profile("specimen", deadline=None, print_blob=True)
settings.load_profile("specimen")
