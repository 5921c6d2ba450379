"""The pages on which the agreement is changed."""
