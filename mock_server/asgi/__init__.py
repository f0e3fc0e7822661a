"""The ASGI application: middleware, operation handler and pages; only here Connexion is used."""
