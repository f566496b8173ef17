"""What an account is, how it is opened, and what its holder may see and do."""
