"""Looking at it all: lists, matrix, timeline, charts, one obligation, feeds, the ledger, and what may go wrong."""
