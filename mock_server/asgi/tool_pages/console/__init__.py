"""The console at `/__console`: pages for a browser that steer the mock through its admin API."""
