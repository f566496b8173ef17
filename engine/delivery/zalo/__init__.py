"""Zalo: the bot, the Official Account and ZNS, each an Apprise plugin of our own and a channel for contacts."""
