"""References of a document: files are bundled, URLs are fetched, and every `$ref` becomes local."""
