"""What the tree must look like, whoever writes in it."""
