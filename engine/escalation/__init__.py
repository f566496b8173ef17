"""Telling what is due: swept, grouped into messages, and put in words for one person."""
