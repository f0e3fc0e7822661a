"""Settings of the commands: frozen dataclasses whose fields declare their options."""
