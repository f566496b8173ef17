"""Reading a plan: a document in, a draft register of duties out. Pure text work: no clock, no database, no settings."""
