"""How well plans are read: duties found, exact leads, right dates, and how many dates are silently wrong."""
