"""The templates of scenario bodies: parsed once, evaluated per request."""
