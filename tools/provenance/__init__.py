"""Where each value of a plan came from."""
