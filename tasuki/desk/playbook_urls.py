"""The addresses of the playbook: the agreement in force, and each version by its stamp (“article@2”)."""

from __future__ import annotations

from django.urls import path

from tasuki.desk.views import playbook, playbook_tables, playbook_text, playbook_versions

VERSION = "versions/<str:stamp>"
TABLE = f"{VERSION}/tables/<str:table>"

urlpatterns = [
    path("terms", playbook.terms, name="playbook_terms"),
    path("terms/<str:chapter>", playbook.terms, name="playbook_chapter"),
    path("agreement.pdf", playbook.paper, name="playbook_paper"),
    path("versions", playbook_versions.versions, name="playbook_versions"),
    path("versions/begin", playbook_versions.begin, name="playbook_begin"),
    path("read/<uuid:version_id>", playbook_versions.read, name="playbook_read"),
    path(VERSION, playbook.agreement, name="playbook_version"),
    path(f"{VERSION}/terms", playbook.terms),
    path(f"{VERSION}/terms/<str:chapter>", playbook.terms),
    path(f"{VERSION}/agreement.pdf", playbook.paper),
    path(f"{VERSION}/changes", playbook_versions.changes, name="playbook_changes"),
    path(f"{VERSION}/try", playbook_versions.trying, name="playbook_try"),
    path(f"{VERSION}/decide", playbook_versions.decide, name="playbook_decide"),
    path(f"{VERSION}/sign", playbook_versions.sign, name="playbook_sign"),
    path(f"{VERSION}/publish", playbook_versions.publish, name="playbook_publish"),
    path(f"{VERSION}/retire", playbook_versions.retire, name="playbook_retire"),
    path(f"{VERSION}/toml", playbook_text.toml, name="playbook_toml"),
    path(f"{VERSION}/tables", playbook_tables.tables, name="playbook_tables"),
    path(TABLE, playbook_tables.table, name="playbook_table"),
    path(f"{TABLE}/new", playbook_tables.row, name="playbook_new_row"),
    path(f"{TABLE}/move", playbook_tables.move, name="playbook_move"),
    path(f"{TABLE}/remove", playbook_tables.remove, name="playbook_remove"),
    path(f"{TABLE}/rows/<path:name>", playbook_tables.row, name="playbook_row"),
]
