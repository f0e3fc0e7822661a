"""The command `mock-server`: its options, texts and exit codes."""
