"""A run that is divided into units of work, which several processes or machines do."""
