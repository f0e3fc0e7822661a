"""Checks deployed servers against the contracts of their APIs; serves nothing itself."""
