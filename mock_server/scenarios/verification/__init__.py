"""Checks of a scenario against its contract, before it is served."""
