"""What people do at the desk all day, eight of them at once, when there are a million leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from bench import company
from bench.figure import Figure, at_most
from bench.measuring import quantile
from bench.scenarios.load import Load
from bench.stage import Stage
from bench.web import Ask
from tasuki.platform.time.now import now
from tasuki.stages.conversion.actions import Item, convert_many
from tasuki.stages.conversion.input import read_input

PEOPLE = 8
WARMING = 16  # the workers' threads have seen it
DEALS = 80
HEAVIEST_KILOBYTES = 150
NEED = {"answers/need/level": "3", "evidence": "ev-1"}
TOUCH = {"kind": "call", "direction": "outbound", "two_way": "on", "content": "在庫", "note": "折り返しあり"}
_SAID = "受注から出荷まで九日かかり、月に二百時間の残業がある"


def at_the_desk(stage: Stage) -> Iterator[Figure]:
    """Pages opened, and forms sent as htmx sends them; nobody pauses between two of them."""
    leads = f"{stage.crowd:,} leads"
    _convert_some(stage)
    heaviest = 0
    for what, asks in _deeds(stage).items():
        stage.web.answer(asks[:WARMING], PEOPLE)
        load = Load(stage, PEOPLE)
        answers = load.answer(asks[WARMING:])
        heaviest = max(heaviest, answers.largest)
        figure = quantile(answers.milliseconds, 0.95)
        yield Figure(
            f"{what}, {PEOPLE} people, {leads}, p95", figure, "ms", musts=(at_most(300),), note=load.told()
        )
    kilobytes = heaviest / 1000
    yield Figure("heaviest answer among these", kilobytes, "kB", musts=(at_most(HEAVIEST_KILOBYTES),))


def _convert_some(stage: Stage) -> None:
    """A board with deals on it."""
    items = [Item(one.lead_id, read_input(one.request)) for one in stage.ready(DEALS)]
    refused = [
        one for one in convert_many(items, by=stage.actor("ren"), at=now()) if isinstance(one, Exception)
    ]
    if refused:
        raise refused[0]


def _deeds(stage: Stage) -> Mapping[str, Sequence[Ask]]:
    """What is done → the requests, each about the next of some leads."""
    sdr, ae = stage.desk("aoi"), stage.desk("ren")
    each = WARMING + stage.size.operations // 2
    ready = [str(one.lead_id) for one in stage.ready(each // 4)]
    delivered = stage.delivered(each)
    numbers = count()

    def opened(path: str, headers: Mapping[str, str]) -> list[Ask]:
        return [Ask(path, headers=headers)] * each

    def sent(address: str, form: Mapping[str, str]) -> list[Ask]:
        return [
            Ask(address.format(ready[n % len(ready)]), headers=ae, form=_anew(form, next(numbers)))
            for n in range(each)
        ]

    return {
        "today": opened("/", sdr),
        "open the board": opened("/opportunities?as=board", ae),
        "open a lead": [Ask(f"/leads/{ready[n % len(ready)]}", headers=ae) for n in range(each)],
        "try an answer": sent("/leads/{}/answers/need/try", NEED),
        "answer": sent("/leads/{}/answers/need", NEED),
        "log a touch": sent("/leads/{}/touch", TOUCH),
        "accept": [
            Ask(f"/leads/{lead}/accept", headers=sdr, form={"rationale": company.ACCEPTED})
            for lead in delivered
        ],
    }


def _anew(form: Mapping[str, str], number: int) -> Mapping[str, str]:
    """The same form with other words, so that something changes."""
    return {**form, "answers/need/problem": f"{_SAID}({number})"} if form is NEED else form
