"""One module per command group. What a command calls is imported inside it: see `tasuki.cli`."""
