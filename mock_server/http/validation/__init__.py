"""Validates requests against the contract: parameters, bodies, credentials, limits, preferences."""
