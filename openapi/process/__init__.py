"""The process of a command: streams, crashes, open files, imports, one thread for computations."""
