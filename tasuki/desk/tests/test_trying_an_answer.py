"""What an answer would change, told while it is typed: the same rules, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable

from tasuki.desk.tests import story
from tasuki.desk.tests.live import send
from tasuki.desk.tests.visitor import Visitor
from tasuki.platform.journal.models import Event
from tasuki.platform.people.models import Person
from tasuki.records.models import Lead
from tasuki.stages.qualification.models import Answer

Visit = Callable[..., Visitor]


def test_trying_an_answer_says_what_would_be_met_and_writes_nothing(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    events = Event.objects.count()
    said = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need/try", story.NEED)
    assert "With this, C-3 would be met." in said
    assert "not recorded yet" in said
    assert not Answer.objects.filter(lead=accepted).exists()
    assert Event.objects.count() == events


def test_trying_half_an_answer_says_what_is_still_open(accepted: Lead, aoi: Person, visit: Visit) -> None:
    half = {**story.NEED, "answers__need__level": "1", "new_evidence__ref": ""}
    said = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need/try", half)
    assert "would be met" not in said
    assert "this gate asks for 2" in said


def test_trying_words_without_a_level_asks_how_sure_one_is(accepted: Lead, aoi: Person, visit: Visit) -> None:
    unsure = {"answers__need__problem": "受注から出荷まで九日かかる", "answers__need__level": "0"}
    said = send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/need/try", unsure)
    assert "Say how sure we are" in said


def test_trying_a_date_that_is_none_says_so(accepted: Lead, aoi: Person, visit: Visit) -> None:
    soon = story.TIMELINE | {"answers__timeline__target_on": "soon", "evidence": []}
    assert "Expected a date" in send(visit(aoi, "en"), f"/leads/{accepted.pk}/answers/timeline/try", soon)


def test_trying_to_worsen_an_answer_says_what_would_no_longer_hold(
    accepted: Lead, aoi: Person, visit: Visit
) -> None:
    desk = visit(aoi, "en")
    send(desk, f"/leads/{accepted.pk}/answers/need", story.NEED)
    said = send(
        desk, f"/leads/{accepted.pk}/answers/need/try", {**story.NEED, "answers__need__problem": "TBD"}
    )
    assert "With this, C-3 would no longer be met." in said


def test_somebody_who_may_not_answer_may_not_try_either(
    accepted: Lead, sora: Person, stranger: Person, visit: Visit
) -> None:
    path = f"/leads/{accepted.pk}/answers/need/try"
    send(visit(sora), path, story.NEED, status=403)
    send(visit(stranger), path, story.NEED, status=404)
