"""The numbers that the five diagnoses stand on: one file for each trouble of the article."""
