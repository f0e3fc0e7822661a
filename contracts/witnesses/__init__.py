"""Witnesses: as few exchanges as could be found that show a finding, kept and sent again."""
