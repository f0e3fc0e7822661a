"""The routes of the admin API, one resource a module."""
