"""The addresses of the playbook: the agreement in force, and each version by its stamp (“article@2”)."""

from __future__ import annotations

from django.urls import path

from tasuki.desk.views import playbook

VERSION = "versions/<str:stamp>"

urlpatterns = [
    path("terms", playbook.terms, name="playbook_terms"),
    path("terms/<str:chapter>", playbook.terms, name="playbook_chapter"),
    path("agreement.pdf", playbook.paper, name="playbook_paper"),
    path(VERSION, playbook.agreement, name="playbook_version"),
    path(f"{VERSION}/terms", playbook.terms),
    path(f"{VERSION}/terms/<str:chapter>", playbook.terms),
    path(f"{VERSION}/agreement.pdf", playbook.paper),
]
