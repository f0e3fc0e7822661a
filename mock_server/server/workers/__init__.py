"""Several processes that serve one port, each a whole mock, and the parent that starts them."""
