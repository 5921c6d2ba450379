"""Teams: added, renamed, lead by somebody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tasuki.desk.door import Visit, back, kept_from, page, submitted
from tasuki.desk.panels.settings.teams import teams_page
from tasuki.desk.refused import Refused
from tasuki.desk.views.settings.frame import settings_page
from tasuki.platform.people import actions


@require_http_methods(["GET", "POST"])
@page
def teams(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _shown(request)
    post = request.POST
    return submitted(
        request,
        lambda: actions.add_team(
            post.get("name", ""), by=request.actor, at=request.at, lead=post.get("lead", "")
        ),
        done=lambda team: back(
            request, "teams", said=gettext("The team %(name)s is here.") % {"name": team.name}
        ),
        again=lambda refused: _shown(request, refused),
        form="new",
    )


@require_POST
@page
def edit_team(request: Visit, team_id: UUID) -> HttpResponse:
    changes: actions.TeamChanges = {
        "name": request.POST.get("name", ""),
        "lead": request.POST.get("lead", ""),
    }
    return submitted(
        request,
        lambda: actions.edit_team(team_id, changes, by=request.actor, at=request.at),
        done=lambda team: back(
            request, "teams", said=gettext("The team %(name)s is changed.") % {"name": team.name}
        ),
        again=lambda refused: _shown(request, refused),
        form=f"team-{team_id}",
    )


def _shown(request: Visit, refused: Refused | None = None) -> HttpResponse:
    shown = teams_page(by=request.actor, refused=refused, typed=kept_from(request, refused))
    return settings_page(request, "teams", "teams", page=shown, refused=refused)
