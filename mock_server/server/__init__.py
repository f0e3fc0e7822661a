"""Sockets: the uvicorn server and its protocol, reload, and the server in a thread for tests."""
