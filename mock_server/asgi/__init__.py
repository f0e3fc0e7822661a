"""The ASGI application: middleware, operation handler and pages; Connexion has its door here."""
