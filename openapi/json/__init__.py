"""JSON text, pointers, references and formats; imports only `values` and `text` of the project."""
