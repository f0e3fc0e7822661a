"""Standard streams and crash reports of both commands."""
