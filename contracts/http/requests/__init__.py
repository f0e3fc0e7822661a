"""Makes requests from a contract: values, targets, credentials, pace."""
