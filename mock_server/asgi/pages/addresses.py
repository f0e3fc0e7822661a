"""The addresses of the mock's own pages, for those who only name them."""

PREFIX = b"/__"  # how the path of every page begins; no operation of an imitated API is below it

INDEX = "/__openapi"
HEALTH = "/__health"
DOCS = "/__docs"
CONSOLE = "/__console"
