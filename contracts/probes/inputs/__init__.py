"""The inputs that probes send: invalid texts and bodies, wrong credentials, raw requests."""
