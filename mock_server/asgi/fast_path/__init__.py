"""Answers to simple requests without Connexion, equal to the long way byte for byte."""
