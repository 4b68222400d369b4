"""What is done while nobody asks: routines, watches and reminders."""
