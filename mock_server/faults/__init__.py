"""Faults: deliberate misbehaviour, how it is requested, and how it changes an answer."""
