"""The mock's own pages: Swagger UI and the served documents."""
