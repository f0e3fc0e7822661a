"""The command `mock-server`: options in, text and exit codes out."""
