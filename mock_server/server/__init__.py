"""The uvicorn server and its protocol, reloading, and a server in a thread for tests."""
