"""The shape of the values that were seen in one place: types, members, sets of texts, formats."""
