"""A turn, from the first message to the last: what runs it, what stops it, and the threads that it is in."""
