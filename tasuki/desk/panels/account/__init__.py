"""An account's page: who works there, what comes next, who decides, and who answered lately."""
