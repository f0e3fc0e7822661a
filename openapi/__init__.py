"""The contract: an API's documents, read once for the mock server and for the checker."""
