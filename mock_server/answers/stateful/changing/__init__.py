"""What a request makes of the records of its session."""
