"""The entries of the journal, kept in memory: requests and their responses, without secrets."""
