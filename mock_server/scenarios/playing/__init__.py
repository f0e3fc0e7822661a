"""Computes what a scenario shows at a moment: resources, lists, pages, exports."""
