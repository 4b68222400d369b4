"""What is there without being asked for: the brief of a day."""
