"""One module per generated reference page; each has ``page()``, which returns the page's Markdown."""
