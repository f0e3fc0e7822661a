"""Probes: short dialogues with a server. They gather exchanges and judge nothing."""
