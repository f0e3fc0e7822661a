"""Selects a response: a documented one, or that of a scenario, possibly changed by a fault."""
