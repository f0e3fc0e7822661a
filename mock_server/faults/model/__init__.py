"""A fault as a value, when it fires, and how its answer is sent."""
