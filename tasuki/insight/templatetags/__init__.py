"""What the templates of insight ask of their blocks."""
