"""English, read into frames; it knows no domain."""
