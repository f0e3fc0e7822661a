"""Answers simple requests without Connexion, with the same bytes as the slow path."""
