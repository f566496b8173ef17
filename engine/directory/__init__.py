"""The directory: read from files and sheets, compared, changed, looked at, and asked who answers for a post."""
