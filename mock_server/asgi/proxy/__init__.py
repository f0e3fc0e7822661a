"""Forwards requests to a real server, and judges both directions by the contract."""
