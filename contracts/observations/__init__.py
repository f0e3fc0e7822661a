"""What exchanges show: resources, pages, differences, citations; pure functions over evidence."""
