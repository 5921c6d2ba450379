"""The one place where one stage makes another act."""
