"""Long work asked for on a page: waiting in a queue, done by one worker at a time, seen while it goes on."""
