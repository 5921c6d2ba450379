"""What was read, and how: files, days, the words of statuses, and each column with why it was taken for what it is."""

from __future__ import annotations

from tasuki.insight.audit.fields import KIND_LABELS, called
from tasuki.insight.audit.headings import BECAUSE, SURE
from tasuki.insight.audit.leads import Words
from tasuki.insight.audit.mapping import OTHERWISE
from tasuki.insight.audit.reading import Days, Sheet
from tasuki.insight.audit.run import Audited
from tasuki.insight.audit.telling.parts import Block, Grid, Part, Speaker
from tasuki.rules.lifecycle import STATE_LABELS
from tasuki.rules.wording import N_

_DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
_WAYS = {
    "lead_id": N_("%(n)s opportunities found their lead by the lead's id."),
    "opportunity_id": N_("%(n)s opportunities found their lead by the opportunity's id on the lead."),
    "contact_id": N_("%(n)s opportunities found their lead by the contact's id."),
    "email": N_("%(n)s opportunities found their lead by the e-mail address."),
    "lead_name": N_(
            "%(n)s opportunities found their lead by the name of a lead that one alone has: likely, not certain."
        ),
    "person": N_(
            "%(n)s opportunities found their lead by the names of a person and a company that one lead alone has: "
            "likely, not certain."
        ),
    "company": N_(
            "%(n)s opportunities found their lead by a company's name that one lead alone has: "
            "likely, not certain."
        ),
    "account": N_("%(n)s opportunities found their company among the accounts."),
    "product_by_name": N_(
            "%(n)s opportunities write their product differently from the list of products; they "
            "were joined by name."
        ),
    "activity": N_("%(n)s activities are about a lead or an opportunity of the files."),
    "history": N_("%(n)s changes belong to an opportunity of the files."),
}  # fmt: skip
OUTCOMES = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}
SHOWN = 40


def what_we_read(found: Audited, speaker: Speaker) -> Part:
    """The files, the day up to which they are looked at, and what was joined to what."""
    say = speaker.say
    rows = [
        [
            say(KIND_LABELS[sheet.kind]),
            sheet.path.name,
            speaker.number(len(sheet.lines)),
            f"{sheet.opened.encoding}, {say(_DELIMITERS[sheet.opened.delimiter])}",
            _day_order(sheet, speaker),
        ]
        for sheet in found.sheets
    ]
    headings = [
        say(N_("Kind of record")),
        say(N_("File")),
        say(N_("Rows")),
        say(N_("Written in")),
        say(N_("Day and month")),
    ]
    blocks: list[Block] = [Grid(headings, rows, frozenset({2}))]
    since, until = speaker.day(found.asked.since), speaker.day(found.day)
    if found.wanted.as_of:
        blocks.append(say(N_("It is looked at as of %(until)s, as was asked."), until=until))
    elif found.asked.since != found.asked.until:
        blocks.append(
            say(
                N_(
                    "The files tell of the time from %(since)s to %(until)s; the last day is taken for today, "
                    "so that "
                    "what was young then is not counted as failed."
                ),
                since=since,
                until=until,
            )
        )
    blocks += [say(_WAYS[way], n=speaker.number(n)) for way, n in found.joined.links.items() if n]
    if found.joined.derived:
        blocks.append(
            say(
                N_(
                    "No opportunities were given: those that the leads themselves tell of (their dates, amounts and "
                    "outcomes) are counted as such."
                )
            )
        )
    return Part("read", say(N_("What was read")), blocks)


def how_it_was_read(found: Audited, speaker: Speaker) -> Part:
    """Every column and every word of a status, to be checked and corrected."""
    say = speaker.say
    blocks: list[Block] = [
        say(
            N_(
                "Each column with what it was taken for. To correct one, write the mapping with "
                "--write-mapping, change "
                "it, and give it back with --mapping."
            )
        )
    ]
    for sheet in found.sheets:
        rows = [
            [
                column.header,
                speaker.speak(called(sheet.kind, column.field)),
                say(SURE[column.because]),
                say(BECAUSE[column.because]),
            ]
            for column in sheet.columns
        ]
        headings = [say(N_("Column")), say(N_("Taken for")), say(N_("How sure")), say(N_("Why"))]
        blocks.append(Grid(headings, rows, caption=sheet.path.name))
        if sheet.left:
            some = list(sheet.left[:SHOWN])
            blocks.append(
                say(N_("Not used: %(headers)s"), headers=some) + (" …" if len(sheet.left) > SHOWN else "")
            )
    for kind, words in found.joined.words.items():
        if words.n:
            blocks.append(_words(kind, words, speaker))
    return Part("mapping", say(N_("How the columns were read")), blocks)


def _words(kind: str, words: Words, speaker: Speaker) -> Grid:
    say = speaker.say
    labels: dict[str, str] = {str(state): label for state, label in STATE_LABELS.items()}
    labels |= OUTCOMES
    rows = [
        [
            word,
            say(labels[words.state[word] or OTHERWISE[kind]]) + ("" if words.state[word] else " ?"),
            speaker.number(n),
        ]
        for word, n in words.n.most_common(SHOWN)
    ]
    caption = say(N_("%(kind)s: what statuses and stages were taken for (“?”: nothing known about the word)"),
                  kind=say(KIND_LABELS[kind]))  # fmt: skip
    return Grid([say(N_("Word")), say(N_("Taken for")), say(N_("Rows"))], rows, frozenset({2}), caption)


def _day_order(sheet: Sheet, speaker: Speaker) -> str:
    return "; ".join(dict.fromkeys(_one_order(days, speaker) for days in sheet.days.values())) or "—"


def _one_order(days: Days, speaker: Speaker) -> str:
    say, choice = speaker.say, days.choice
    if not choice.slashed:
        return say(N_("without doubt"))
    order = say(N_("month first")) if choice.order == "mdy" else say(N_("day first"))
    if days.borrowed:
        return say(N_("%(order)s, as in the other columns"), order=order)
    if choice.guessed:
        return say(N_("%(order)s: a guess, no cell tells"), order=order)
    return say(N_("%(order)s (%(n)s cells can only be read so)"), order=order, n=speaker.number(choice.proof))
