"""/people, /teams and /absences."""
