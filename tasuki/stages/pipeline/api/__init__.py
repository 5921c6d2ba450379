"""The pipeline over HTTP: opportunities, their contacts and next steps, and tasks."""
