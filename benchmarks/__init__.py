"""The numbers that the engine has to hold, each measured against a plain way of doing the same in the same run."""
