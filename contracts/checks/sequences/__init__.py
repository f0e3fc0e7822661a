"""Checks of several exchanges together: pages, polling, repetition."""
