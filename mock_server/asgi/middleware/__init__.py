"""The layers around the operations, outermost first: guard, front door, authentication."""
