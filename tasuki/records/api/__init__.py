"""/accounts, /contacts, /campaigns, /tasks and /touchpoints."""
