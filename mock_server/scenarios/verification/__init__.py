"""Holds a scenario against the contract before it is served."""
