"""The commands that serve: `mock-server serve` and `mock-server proxy`."""
