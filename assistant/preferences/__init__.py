"""What the person likes, applied to what is proposed, and named on its card."""
