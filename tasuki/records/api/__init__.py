"""/accounts, /contacts, /campaigns and /tasks."""
