"""Commands that work with findings and reports: explain, replay, accept, merge."""
