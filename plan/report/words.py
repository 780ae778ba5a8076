"""Every word that the page shows, apart from what authors wrote.

In: a language. Out: sentences by the key that the scripts of the page ask for them. A sentence may have {fields}; the
page fills them in. One that depends on a count has a twin for one: `gaps.one` beside `gaps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from plan.messages import Message, _, _p
from plan.standings import DOUBTED, MEANINGS, NO_DATA, PHRASES, SIGNS, UNDECIDED, UNSURE, WAIVED, WORDS

_COMMON: Final[dict[str, Message]] = {
    "and": _p("list", "and"),
    "skip": _("To the contents"),
    "tabs": _("Parts of this report"),
    "source": _("source"),
    "tool.link": _("Copy link"),
    "tool.copy": _("Copy as table"),
    "tool.table": _("Show as plain table"),
    "tool.picture": _("Show as picture"),
    "tool.print": _("Print"),
    "tool.print.all": _("Print everything"),
    "tool.close": _("Close"),
    "tool.copied": _("Copied. Paste it where you want it."),
    "tool.copy.yourself": _("Copy this:"),
    "legend": _("What the signs mean"),
    "sector": _("sector"),
    "own": _("own action"),
    "goal": _("goal"),
    "institute": _("institute"),
}

_STANDINGS: Final[dict[str, Message]] = {
    **{f"standing.{standing.value}": word for standing, word in WORDS.items()},
    **{f"standing.{name}": phrase for name, phrase in PHRASES.items()},
    "standing.left": MEANINGS[WAIVED],
    "standing.undecided": MEANINGS[UNDECIDED],
    "standing.nodata": MEANINGS[NO_DATA],
    "standing.projects": MEANINGS[UNSURE],
}

_HEAD: Final[dict[str, Message]] = {
    "head.subject": _("Coverage of the goals"),
    "head.dated": _("plan of {date}"),
    "head.fresh": _("How fresh are these data?"),
    "head.fresh.told": _("{delivered} of {count} institutes delivered data"),
    "head.as_of": _("as of {date}"),
    "head.undated": _("no date given"),
    "status.niet-aangeleverd": _("no data yet"),
    "status.onleesbaar": _("cannot be read"),
    "status.in-opmaak": _("in progress"),
    "status.ingediend": _("submitted"),
}

_OVERVIEW: Final[dict[str, Message]] = {
    "overview.title": _("Overview"),
    "overview.caption": _("How many institutes carry each goal"),
    "overview.lead": _(
        "How many institutes carry each goal, at their best over {period}. A strategic goal is certain at an institute "
        "that carries each of its operational goals certainly or leaves it to others."
    ),
    "overview.order": _("Order"),
    "overview.order.plan": _("as in the plan"),
    "overview.order.worst": _("worst first"),
    "overview.bar": _("share of the institutes"),
    "overview.short": _("not every year at {count} institutes"),
    "overview.short.one": _("not every year at {count} institute"),
    "overview.few": _("certain at fewer than {minimum} institutes"),
    "overview.few.one": _("certain at no institute"),
    "figure.uncarried": _("external goals are certain at too few institutes"),
    "figure.uncarried.one": _("external goal is certain at too few institutes"),
    "figure.short": _("times a goal is certain, but not every year"),
    "figure.short.one": _("time a goal is certain, but not every year"),
    "figure.gaps": _("gaps: a goal that an institute does not carry certainly, and does not waive"),
    "figure.gaps.one": _("gap: a goal that an institute does not carry certainly, and does not waive"),
    "figure.undecided": _("institutes have yet to decide what they join"),
    "figure.undecided.one": _("institute has yet to decide what it joins"),
    "figure.unanswered": _("items of frameworks have no answer yet"),
    "figure.unanswered.one": _("item of a framework has no answer yet"),
}

_HEATMAP: Final[dict[str, Message]] = {
    "heatmap.title": _("Map"),
    "heatmap.caption": _("How each institute carries each goal, {when}"),
    "heatmap.lead": _(
        "Choose a cell to see why it stands so and what would mend it. The bars below a sign are the years {first} to "
        "{last}: high for certain, half for possible, a line for nothing. The arrow keys move from cell to cell."
    ),
    "heatmap.when": _("When"),
    "heatmap.period": _("the whole period"),
    "heatmap.show": _("Goals"),
    "heatmap.show.all": _("all"),
    "heatmap.show.gaps": _("only those with a gap"),
    "heatmap.empty": _("No goal has a gap here."),
    "heatmap.gaps": _("{count} gaps and the cheapest way to mend each"),
    "heatmap.gaps.one": _("{count} gap and the cheapest way to mend it"),
    "heatmap.stands": _("how it stands"),
    "heatmap.repair": _("what would mend it"),
    "heatmap.certain": _("institutes where it is certain"),
    "heatmap.cell": _("{code} {goal}, {institute}: {standing}"),
}

_WHY: Final[dict[str, Message]] = {
    "why.years": _("Year by year"),
    "why.actions": _("What carries it"),
    "why.actions.none": _("No action of this institute serves this goal."),
    "why.without_period": _("without a period, so that it counts in no year"),
    "why.outside": _("counts in no year of the plan"),
    "why.weaker": _("takes part less surely than the action says"),
    "why.shorter": _("takes part in {period} only"),
    "why.reason": _("reason: {reason}"),
    "why.projects": _("Projects"),
    "why.conditional": _("not sure yet"),
    "why.provisional": _("provisional"),
    "why.repairs": _("What would mend it, the cheapest first"),
    "why.repairs.none": _("Nothing needs mending here."),
    "why.repairs.as-is": _("What would mend it is worked out for the plan as it is."),
    "why.repairs.see": _("See it without the agreements"),
    "repair.raise": _("make {action} certain instead of possible: that covers {years}"),
    "repair.raise.part": _("take part in {action} as surely as the sector does: that covers {years}"),
    "repair.prolong": _("let {action} run in {years} too"),
    "repair.prolong.new": _("say when {action} runs"),
    "repair.join": _("take part in {action} of the sector: that covers {years}"),
    "repair.join.internal": _("take part in {action} of the sector"),
    "repair.waive": _("knowingly leave this goal to others, with the reason"),
    "why.waived": _("Left to others"),
    "why.nodata": _("This institute has delivered no data yet. That is no gap: it counts nowhere."),
    "why.undecided": _("This institute has yet to say in which actions of the sector it takes part."),
    "why.others": _("At the other institutes"),
    "why.call": _("Whom to call"),
    "why.unknown": _("This goal or institute is not in the plan."),
}

_FRAMEWORKS: Final[dict[str, Message]] = {
    "frameworks.title": _("Frameworks"),
    "frameworks.lead": _(
        "What others ask of the sector, and which goals and actions answer it. What has no answer comes first."
    ),
    "frameworks.none": _("This plan has no frameworks."),
    "frameworks.framework": _("framework"),
    "frameworks.item": _("item"),
    "frameworks.goals": _("goals"),
    "frameworks.actions": _("actions"),
    "frameworks.unanswered": _("no answer yet"),
    "frameworks.elsewhere": _("worked out in {framework}"),
    "frameworks.show": _("Items"),
    "frameworks.show.all": _("all"),
    "frameworks.show.unanswered": _("only without an answer"),
    "frameworks.told": _("{answered} of {count} answered"),
    "frameworks.complete": _("Every item has an answer."),
}

_INSTITUTES: Final[dict[str, Message]] = {
    "institutes.title": _("Institutes"),
    "institutes.lead": _("What each institute has done, what it has yet to write, what was found, and whom to call."),
    "institutes.status": _("status"),
    "institutes.as_of": _("data of"),
    "institutes.external": _("External goals"),
    "institutes.internal": _("Internal goals"),
    "institutes.done": _("Actions, projects and chapters of its own"),
    "institutes.ready": _("ready"),
    "institutes.draft": _("draft"),
    "institutes.to_write": _("to be written"),
    "institutes.findings": _("Findings"),
    "institutes.findings.none": _("Nothing was found."),
    "institutes.accepted": _("{count} findings accepted, with a reason"),
    "institutes.accepted.one": _("{count} finding accepted, with a reason"),
    "institutes.todo": _("Still to do"),
    "institutes.all": _("About the plan of all institutes"),
    "institutes.contact": _("Whom to call"),
    "institutes.contact.none": _("No phone number or address is given."),
    "institutes.why": _("See why on the map"),
    "institutes.errors": _("errors"),
    "institutes.warnings": _("warnings"),
    "institutes.tips": _("tips"),
}

_MATRIX: Final[dict[str, Message]] = {
    "matrix.title": _("Matrix and years"),
    "matrix.who": _("For"),
    "matrix.sector": _("the whole sector"),
    "matrix.goals": _("Goals"),
    "matrix.goals.external": _("external"),
    "matrix.goals.all": _("external and internal"),
    "matrix.owner": _("Actions of"),
    "matrix.owner.all": _("everyone"),
    "matrix.owner.sector": _("the sector"),
    "matrix.strength": _("Strength"),
    "matrix.strength.all": _("certain and possible"),
    "matrix.strength.certain": _("only certain"),
    "matrix.strength.possible": _("only possible"),
    "matrix.year": _("Year"),
    "matrix.years.all": _("All years"),
    "matrix.holes": _("Gaps first"),
    "matrix.projects": _("Show who takes part with which projects"),
    "matrix.action": _("Action"),
    "matrix.period": _("Runs"),
    "matrix.period.whole": _("Whole period"),
    "matrix.certain": _("{count} of {total} certain"),
    "matrix.joined": _("{count} take part"),
    "matrix.joined.one": _("{count} takes part"),
    "matrix.off": _("does not run in {year}"),
    "matrix.only": _("runs in {period}"),
    "matrix.no-period": _("no period yet"),
    "matrix.nothing": _("No action fits these choices."),
    "matrix.no-data": _("{institute} has delivered no data yet. That is no gap."),
    "matrix.undecided": _(
        "{institute} has yet to decide in which actions of the sector it takes part: below is all that it may join."
    ),
    "matrix.takes-part": _("Takes part"),
    "matrix.provisional": _("provisional"),
    "matrix.story.sector": _(
        "{count} of the {total} goals are carried certainly by at least one institute in some year."
    ),
    "matrix.story.sector.year": _(
        "In {year}, {count} of the {total} goals are carried certainly by at least one institute."
    ),
    "matrix.story.institute": _("{institute} carries {count} of the {total} goals certainly in some year."),
    "matrix.story.institute.year": _("In {year}, {institute} carries {count} of the {total} goals certainly."),
    "matrix.falls": _("Falls away:"),
    "matrix.falls.year": _("Falls away in {year}:"),
    "matrix.falls.from": _("from {year}"),
    "matrix.falls.here": _("certain at fewer than the year before"),
    "matrix.falls.one": _("certain the year before, no longer in {year}"),
    "matrix.waivers": _("Knowingly left to others"),
    "matrix.waivers.none": _("No goal is left to others here."),
}

_MEETING: Final[dict[str, Message]] = {
    "meeting.title": _("Meeting"),
    "meeting.none": _("This plan has no goals yet."),
    "meeting.goals": _("Goals"),
    "meeting.institute": _("Institute"),
    "meeting.previous": _("Previous goal"),
    "meeting.next": _("Next goal"),
    "meeting.settled": _("settled"),
    "meeting.open": _("still open"),
    "meeting.progress": _("Goal {at} of {total}"),
    "meeting.still-open": _("{count} still open"),
    "meeting.still-open.one": _("{count} still open"),
    "meeting.hint": _(
        "Choose an institute to see what would happen if. The arrow keys ← and → go to the previous and the next goal."
    ),
    "meeting.absent": _("No data: {institutes}."),
    "meeting.order": _("Order"),
    "meeting.order.open": _("undecided first"),
    "meeting.order.plan": _("as in the plan"),
    "meeting.tally": _("Certain at {certain} of {total} institutes; still open at {open}."),
    "meeting.becomes": _("becomes"),
    "meeting.what-if": _("{institute}: what if?"),
    "meeting.why": _("Why?"),
    "meeting.agreed": _("Agreed:"),
    "meeting.repairs": _("What would mend it"),
    "meeting.also": _("What else is possible"),
    "meeting.option.raise": _("Make {action} certain instead of possible"),
    "meeting.option.prolong": _("Prolong {action} (now {now})"),
    "meeting.option.prolong.new": _("Say when {action} runs"),
    "meeting.option.join": _("Take part in {action} ({strength}, {period})"),
    "meeting.option.join.anew": _("Agree otherwise on taking part in {action}"),
    "meeting.option.waive": _("Knowingly leave it to others"),
    "meeting.from": _("From"),
    "meeting.to": _("Up to and including"),
    "meeting.from.start": _("the beginning of the action"),
    "meeting.to.end": _("the end of the action"),
    "meeting.unchanged": _("as it is"),
    "meeting.join.note": _("Note; the reason, if it is shorter or only possible"),
    "meeting.before": _("Now"),
    "meeting.after": _("Then"),
    "meeting.nothing-changes": _("This changes nothing about the coverage of this goal."),
    "meeting.elsewhere": _("It also changes {count} other cells"),
    "meeting.elsewhere.one": _("It also changes {count} other cell"),
    "meeting.agree": _("Add to the agreements"),
    "meeting.taken": _("Agreed: {agreement}."),
    "meeting.replaced": _("Agreed, instead of an earlier agreement: {agreement}."),
    "meeting.agreements": _("{count} agreements"),
    "meeting.agreements.one": _("{count} agreement"),
}

_AGREEMENTS: Final[dict[str, Message]] = {
    "agreements.title": _("Agreements"),
    "agreements.caption": _("Agreements about {plan}"),
    "agreements.lead": _(
        "What the meeting agreed, and what it changes about the coverage. Fill in who sees to it and by when."
    ),
    "agreements.none": _("Nothing has been agreed yet. Choose a cell under Meeting and see what would happen if."),
    "agreements.how": _("The saved file goes into the plan with: plan apply afspraken.json"),
    "agreements.save": _("Save as a file"),
    "agreements.copy": _("Copy for the minutes"),
    "agreements.open": _("Open a saved file"),
    "agreements.clear": _("Remove all"),
    "agreements.clear.sure": _("Do you want to remove all agreements?"),
    "agreements.saved": _("Saved as afspraken.json in your downloads."),
    "agreements.opened": _("{count} agreements taken over."),
    "agreements.opened.one": _("{count} agreement taken over."),
    "agreements.left-out": _("{count} were not taken over: see why below."),
    "agreements.left-out.one": _("{count} was not taken over: see why below."),
    "agreements.left-out.title": _("Not taken over"),
    "agreements.left-out.line": _("Agreement {number} ({what}): {why}"),
    "agreements.left-out.line.unnamed": _("Agreement {number}: {why}"),
    "agreements.fault.kind": _("this is no kind of agreement that this page knows."),
    "agreements.fault.institute": _("this institute is not in the plan."),
    "agreements.fault.goal": _("this goal is not in the plan."),
    "agreements.fault.action": _("this action is not in the plan."),
    "agreements.fault.own": _("only in actions of the sector can an institute take part."),
    "agreements.fault.reason": _("Say why: the reason will be in the plan."),
    "agreements.fault.year": _("a year is no year, such as 2023."),
    "agreements.fault.turned": _("the last year comes before the first."),
    "agreements.fault.years": _("Choose from or up to which year."),
    "agreements.fault.outside": _("the action does not run in these years."),
    "agreements.fault.strength": _("the strength is neither certain nor possible."),
    "agreements.with": _("With the agreements"),
    "agreements.with.told": _(
        "With {count} agreements of the meeting. A + stands where that makes something better, "
        "a ≠ where it becomes otherwise."
    ),
    "agreements.with.told.one": _(
        "With {count} agreement of the meeting. A + stands where that makes something better, "
        "a ≠ where it becomes otherwise."
    ),
    "agreements.with.was": _("with the agreements; now: {was}"),
    "agreements.with.new": _("new"),
    "agreements.with.tag": _("now {was}"),
    "agreements.decides": _(
        "{institute} had yet to decide: by this it takes no part in the other actions of the sector, "
        "unless it agrees on those too."
    ),
    "agreements.unreadable": _("{file} is no file with agreements."),
    "agreements.what": _("What"),
    "agreements.who": _("Who"),
    "agreements.by": _("By when"),
    "agreements.by.told": _("by {day}"),
    "agreements.note": _("Note"),
    "agreements.reason": _("Reason (will be in the plan)"),
    "agreements.effect": _("What it changes"),
    "agreements.no-effect": _("This changes nothing about the coverage."),
    "agreements.changed": _("What this agreement was based on has changed in the plan since: check it."),
    "agreements.undo": _("Undo"),
    "agreements.undo.this": _("Undo: {agreement}"),
    "agreements.undone": _("The agreement has been removed."),
    "agreements.who.sector": _("the working group"),
    "agreements.for-all": _("Counts for all who take part in this action, also {institutes}."),
    "agreements.for-all.later": _("Counts for all who take part in this action or join it later."),
    "agreements.possible": _(", possibly"),
    "agreements.join.whole": _("{institute} takes part in {action}"),
    "agreements.join.from": _("{institute} takes part in {action} from {from}"),
    "agreements.join.to": _("{institute} takes part in {action} up to and including {to}"),
    "agreements.join.between": _("{institute} takes part in {action} from {from} up to and including {to}"),
    "agreements.raise.action": _("{action} contributes certainly to {goal}"),
    "agreements.raise.part": _("{institute} contributes certainly to {goal} with {action}"),
    "agreements.prolong.whole": _("{action} runs as it does (now {was})"),
    "agreements.prolong.from": _("{action} runs from {from} (now {was})"),
    "agreements.prolong.to": _("{action} runs up to and including {to} (now {was})"),
    "agreements.prolong.between": _("{action} runs from {from} up to and including {to} (now {was})"),
    "agreements.prolong.whole.new": _("{action} runs the whole period of the plan"),
    "agreements.prolong.from.new": _("{action} runs from {from}"),
    "agreements.prolong.to.new": _("{action} runs up to and including {to}"),
    "agreements.prolong.between.new": _("{action} runs from {from} up to and including {to}"),
    "agreements.waive": _("{institute} knowingly leaves {goal} to others: {reason}"),
    "change.certain": _("certain in {years} as well"),
    "change.possible": _("possible in {years} as well"),
    "change.lost": _("no longer certain in {years}"),
    "change.waived": _("knowingly left to others"),
    "change.internal": _("has an action"),
}

_WORDS: Final = (
    _COMMON
    | _STANDINGS
    | _HEAD
    | _OVERVIEW
    | _HEATMAP
    | _WHY
    | _FRAMEWORKS
    | _INSTITUTES
    | _MATRIX
    | _MEETING
    | _AGREEMENTS
)


def words(language: str) -> Mapping[str, str]:
    """All of them in a language."""
    return {key: message.render(language) for key, message in _WORDS.items()}


def signs() -> Mapping[str, str]:
    """The sign of each standing, by the last part of its key: `standing.left` is shown as `w`."""
    known = {standing.value: sign for standing, sign in SIGNS.items()}
    return known | {"doubted": DOUBTED, "left": WAIVED, "undecided": UNDECIDED, "nodata": NO_DATA, "projects": UNSURE}
