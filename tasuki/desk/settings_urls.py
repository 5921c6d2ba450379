"""The addresses below /settings: one's own, and the company's people and hours."""

from __future__ import annotations

from django.urls import path

from tasuki.desk.views.settings import (
    absences,
    calendars,
    people,
    preferences,
    roles,
    teams,
    territories,
    tokens,
)

urlpatterns = [
    path("preferences", preferences.preferences, name="preferences"),
    path("people", people.people, name="people"),
    path("people/new", people.new_person, name="new_person"),
    path("people/<str:handle>", people.person, name="person"),
    path("people/<str:handle>/deactivate", people.deactivate, name="deactivate_person"),
    path("teams", teams.teams, name="teams"),
    path("teams/<uuid:team_id>", teams.edit_team, name="edit_team"),
    path("absences", absences.absences, name="absences"),
    path("absences/<uuid:absence_id>/end", absences.end_absence, name="end_absence"),
    path("territories", territories.territories, name="territories"),
    path("calendars", calendars.calendars, name="calendars"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke", tokens.revoke_token, name="revoke_token"),
    path("roles", roles.roles, name="roles"),
]
