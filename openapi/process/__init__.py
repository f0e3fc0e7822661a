"""The process of a command: streams, signals, crashes, open files, memory, threads, imports."""
