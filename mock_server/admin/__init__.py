"""The admin API, with one module of routes for each kind of resource."""
