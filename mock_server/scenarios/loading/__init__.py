"""Loading of scenario files."""
