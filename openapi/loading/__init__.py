"""From YAML text to a `Contract`: reads, bundles and validates documents."""
