"""What one provider of models wants other than the next."""
