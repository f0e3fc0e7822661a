"""OpenAPI Overlays: files that extend a document from outside, which stays untouched."""

from openapi.loading.overlays.application import apply_overlay
from openapi.loading.overlays.reading import Overlay, assign_overlays, read_overlay

__all__ = ["Overlay", "apply_overlay", "assign_overlays", "read_overlay"]
