"""People, their roles, teams and absences."""
