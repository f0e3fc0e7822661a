"""The addresses of the mock's own pages, for those who only name them."""

INDEX = "/__openapi"
HEALTH = "/__health"
DOCS = "/__docs"
CONSOLE = "/__console"
