"""The door for office leads and units: pages over the engine."""
