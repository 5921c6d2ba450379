"""The playbook in force, its drafts and its history."""
