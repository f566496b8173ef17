"""The door for administrators: the commands of dondoc."""
