"""To-dos: what they say, where they are kept, and what an agent can do with them."""
