"""The contract: what an API's documents say, read once for whoever says it or checks it."""
