"""Ways in other than the terminal. Each is an extra, and no other command imports any of it."""
