"""What a person likes, in a file that they edit and that tools apply."""
