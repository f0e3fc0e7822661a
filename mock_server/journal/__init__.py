"""What was asked and answered, recorded and queried: journal, coverage, metrics, verification."""
