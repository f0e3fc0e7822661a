"""What faults are made of: long lists, pages with cursors, and the polled resource in a body."""
