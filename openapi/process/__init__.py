"""What both commands do with their process: standard streams, and the report of a crash."""
