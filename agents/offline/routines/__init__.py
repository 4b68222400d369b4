"""What the built-in model knows of routines and watches."""
