"""What things are: tables, value objects and the pure rules over them; no input or output, no clock."""
