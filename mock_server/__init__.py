"""The mock server: answers like a documented API, from its documentation."""
