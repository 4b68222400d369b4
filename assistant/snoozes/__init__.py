"""What is put off and until when, and what carries that out."""
