"""Faults: what they are, how they are asked for, and what they do to an answer."""
