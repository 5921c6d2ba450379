"""The addresses below /settings: one's own, and the company's people and hours."""

from __future__ import annotations

from django.urls import path

from tasuki.desk.views.settings import (
    absences,
    calendars,
    notices,
    partners,
    people,
    preferences,
    roles,
    routing,
    sign_in,
    teams,
    territories,
    tokens,
    webhooks,
    worker,
)

urlpatterns = [
    path("preferences", preferences.preferences, name="preferences"),
    path("notices", notices.notices, name="notice_settings"),
    path("sign-in", sign_in.sign_in_settings, name="sign_in_settings"),
    path("sign-in/password", sign_in.change_password, name="change_password"),
    path("sign-in/second-factor", sign_in.set_up, name="set_up_factor"),
    path("sign-in/second-factor/codes", sign_in.renew_codes, name="renew_codes"),
    path("sign-in/second-factor/remove", sign_in.remove, name="remove_factor"),
    path("sign-in/sessions/<uuid:session_id>/end", sign_in.end_session, name="end_session"),
    path("sign-in/sessions/end-others", sign_in.end_others, name="end_other_sessions"),
    path("sign-in/identities/<str:provider>/unlink", sign_in.unlink, name="unlink_identity"),
    path("sign-in-rules", sign_in.rules, name="sign_in_rules"),
    path("people", people.people, name="people"),
    path("people/new", people.new_person, name="new_person"),
    path("people/<str:handle>", people.person, name="person"),
    path("people/<str:handle>/deactivate", people.deactivate, name="deactivate_person"),
    path("people/<str:handle>/invite", people.invite, name="invite_person"),
    path("people/<str:handle>/second-factor/remove", people.take_factor_away, name="take_factor_away"),
    path("teams", teams.teams, name="teams"),
    path("teams/<uuid:team_id>", teams.edit_team, name="edit_team"),
    path("absences", absences.absences, name="absences"),
    path("absences/<uuid:absence_id>/end", absences.end_absence, name="end_absence"),
    path("partners", partners.partners, name="partners"),
    path("partners/<str:code>", partners.edit_partner, name="edit_partner"),
    path("routing", routing.routing, name="routing"),
    path("territories", territories.territories, name="territories"),
    path("calendars", calendars.calendars, name="calendars"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke", tokens.revoke_token, name="revoke_token"),
    path("webhooks", webhooks.webhooks, name="webhooks"),
    path("webhooks/<uuid:webhook_id>", webhooks.webhook, name="webhook"),
    path("webhooks/<uuid:webhook_id>/rotate", webhooks.rotate, name="rotate_webhook"),
    path("webhooks/<uuid:webhook_id>/switch", webhooks.switch, name="switch_webhook"),
    path("webhooks/<uuid:webhook_id>/remove", webhooks.remove, name="remove_webhook"),
    path("webhooks/<uuid:webhook_id>/test", webhooks.test, name="test_webhook"),
    path("webhooks/<uuid:webhook_id>/replay", webhooks.replay_since, name="replay_webhook_since"),
    path(
        "webhooks/<uuid:webhook_id>/messages/<uuid:message_id>/replay", webhooks.replay, name="replay_webhook"
    ),
    path("worker", worker.worker, name="worker"),
    path("worker/jobs/<int:job_id>/retry", worker.retry, name="retry_job"),
    path("worker/letters/<uuid:delivery_id>/again", worker.send_again, name="send_letter_again"),
    path("roles", roles.roles, name="roles"),
]
