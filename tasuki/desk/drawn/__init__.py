"""Components as HTML, written here and not as templates because a page has dozens of them."""
