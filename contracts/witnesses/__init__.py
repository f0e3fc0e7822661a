"""Witnesses: the shortest exchanges that show a finding, written to a file and sent again."""
