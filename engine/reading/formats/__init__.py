"""Documents of every kind decoded to text: what they say is read elsewhere."""
