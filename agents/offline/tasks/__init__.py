"""To-dos: how they are spoken of, and what is done with them."""
