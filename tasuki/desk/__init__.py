"""The web: pages made of the stages' panels."""
