"""Workers on other machines, which get units of work through a queue in Redis."""
