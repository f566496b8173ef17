"""From an uploaded document to a plan in force: read, looked through by people, compared, rehearsed, activated."""
