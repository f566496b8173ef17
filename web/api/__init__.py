"""The interface for other programs: the same reads and actions as the pages, as JSON, by a key instead of a cookie."""
