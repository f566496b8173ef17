"""What is done, in verbs: each function takes a session and the moment, and returns plain results."""
