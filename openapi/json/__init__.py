"""JSON text, pointers, references and formats; imports nothing else of the project."""
