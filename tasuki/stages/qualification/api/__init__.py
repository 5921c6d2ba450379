"""/leads/{id}/accept, answers, gates and endings; and logging /touchpoints."""
