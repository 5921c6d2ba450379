"""Forms as data: fields are derived from the dossier's dataclasses, and what was typed is read back into JSON."""
