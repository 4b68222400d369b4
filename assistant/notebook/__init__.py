"""How turns and assistants look in a notebook."""
