"""The layers around the operations, outermost first: admin mount, recording, errors, gateway."""
