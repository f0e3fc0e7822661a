"""Chooses an answer: a documented response, a scenario's, or one that a fault changes."""
