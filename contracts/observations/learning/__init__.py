"""What an answer shows for other requests: ids of lists, documented links."""
