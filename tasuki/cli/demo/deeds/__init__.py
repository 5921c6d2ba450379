"""One thing that somebody does at one moment, through the action that the product has for it."""
