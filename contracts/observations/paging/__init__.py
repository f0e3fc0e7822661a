"""Pages of a list: windows, links between pages, and walks along them."""
