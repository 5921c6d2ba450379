"""What a page shows, gathered: each panel is a frozen value that its template only has to lay out."""
