"""What people do with what they owe: hand in, answer, decide, raise, give to others, with what proves it."""
