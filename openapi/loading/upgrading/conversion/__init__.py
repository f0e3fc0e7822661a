"""Documents of another version become OpenAPI 3.0 or 3.1, before they are repaired."""
