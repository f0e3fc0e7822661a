"""How a list pages where no `x-pagination` says it: guessed from names and shapes."""
