"""A year run forward on a copy, nothing sent: who would get what, and which ladders flood or never fire."""
