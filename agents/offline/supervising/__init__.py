"""Who gets which part of a message, and what was said before it."""
