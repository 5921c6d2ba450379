"""The opportunity afterwards: stages, next steps, won or lost."""
