"""JSON values written as bodies of the media type that is documented."""
