"""Checks of how requests are accepted or refused: parameters, identities, credentials."""
