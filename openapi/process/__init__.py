"""The process of either command: standard streams, crash reports, open files, imports, a worker."""
