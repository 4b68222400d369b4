"""Putting things off: what is meant, the tool for it, and lists without what is away."""
