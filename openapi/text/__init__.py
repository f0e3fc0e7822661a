"""Texts from outside: shown so that they do nothing, searched for secrets; durations as typed."""
