/**
 * The meeting (vergadering): one operational goal a screen, in large type, and what would happen if.
 *
 * `#/vergadering/solidariteit/gent` shows a goal and what Gent could do about it. Each choice is worked out at once by
 * the same coverage on changed data; what is chosen becomes an agreement (agreements.js). What stands open comes first,
 * in an order that the meeting itself does not change.
 *
 * @typedef {Decision & {gap: boolean, years: {from: number[], to: number[]}, place: ?string, surely?: string}} Option
 *   `gap`: whether it would repair a gap; `years`: which it leaves to choose; `surely`: what an action to join promises
 */

view("vergadering", {
  title: "meeting.title",
  render: renderMeeting,
  table: meetingTable,
});

// --- which goal ----------------------------------------------------------------------------------------------------

/** The goals in the order of the meeting: those that stand open at most institutes first, or as the plan has them. */
function meetingGoals(settings) {
  const goals = [...goalsById(DATA).values()];
  if (settings.volgorde === "plan") return goals;
  const open = openCounts(DATA);
  return goals.sort((one, other) => open.get(other.id) - open.get(one.id));
}

/** At how many institutes each goal stands open: not certain in each year (an internal goal: no action) and not waived. */
const openCounts = once((data) => {
  const counts = new Map([...goalsById(data).keys()].map((goal) => [goal, 0]));
  for (const { goal, kind, waiver, covered, uncertainYears } of coverOf(data).values()) {
    const open = waiver === null && (kind === "internal" ? !covered : uncertainYears.length > 0);
    if (open) counts.set(goal, counts.get(goal) + 1);
  }
  return counts;
});

function meetingAddress(route, goal, institute = null) {
  return href("vergadering", institute ? [goal.id, institute.id] : [goal.id], route.settings);
}

addEventListener("keydown", (event) => {
  const step = { ArrowLeft: "meeting-previous", ArrowRight: "meeting-next", Escape: "meeting-close" }[event.key];
  const typing = event.target.closest?.("input, select, textarea, dialog");
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (typing && event.key !== "Escape") return;
  document.getElementById(step)?.click();
});

// --- a screen ------------------------------------------------------------------------------------------------------

function renderMeeting(data, route) {
  const goals = meetingGoals(route.settings);
  const at = Math.max(0, goals.findIndex((goal) => goal.id === route.path[0]));
  const goal = goals[at];
  if (!goal) return h("p", null, t("meeting.none"));
  const institute = institutesById(DATA).get(route.path[1]);
  const opened = institute?.delivered ? institute : null;
  const present = DATA.institutes.filter((one) => one.delivered);
  const absent = DATA.institutes.filter((one) => !one.delivered);
  queueMicrotask(() => focusMeeting(opened));
  return h("div.meeting", { class: `meeting ${opened ? "opened" : ""}` },
    meetingBar(goals, at, route),
    h("div.stage", null,
      h("article.goal", null,
        h("p.above", null, goal.strategic.code, " ", goal.strategic.title),
        h("h3.goal-title", { id: "goal-title", tabindex: "-1" }, h("span.code", null, goal.code), " ", goal.short),
        goal.statement && h("p.statement", null, goal.statement),
        h("p.tally", null, meetingTally(goal)),
        h("ul.seats", null, present.map((one) => meetingCard(goal, one, route, one === opened))),
        absent.length > 0 && h("p.absent", null, mark("nodata"), " ",
          t("meeting.absent", { institutes: series(absent.map((one) => one.called)) })),
        !opened && h("p.quiet.screen", null, t("meeting.hint"))),
      opened && whatIfPanel(goal, opened, route)),
    agreementsSoFar());
}

/** Whoever opens a cell goes on in its what-if, whoever turns to another goal at its title; other focus stays. */
function focusMeeting(opened) {
  const chip = document.querySelector(".chip[aria-current]");
  if (chip) chip.closest("ol").scrollLeft = chip.offsetLeft - 120;
  const { activeElement } = document;
  if (opened && (activeElement === document.body || activeElement.id === `card-${opened.id}`)) {
    document.getElementById("what-if-title")?.focus();
  } else if (activeElement === document.body) document.getElementById("goal-title")?.focus({ preventScroll: true });
}

function meetingBar(goals, at, route) {
  const step = (id, position, word, sign) => {
    const target = goals[position];
    if (!target) return h("span.step", { "aria-hidden": "true" }, sign);
    const label = `${t(word)}: ${target.short}`;
    return h("a.step", { id: `meeting-${id}`, href: meetingAddress(route, target), "aria-label": label }, sign);
  };
  const counts = openCounts(agreedData());
  const open = goals.filter((goal) => counts.get(goal.id) > 0).length;
  return h("div.meeting-bar", null,
    h("nav.steps", { "aria-label": t("meeting.goals") },
      step("previous", at - 1, "meeting.previous", "←"),
      h("ol", null, goals.map((goal, position) => {
        const settled = counts.get(goal.id) === 0;
        const told = `${goal.code} ${goal.short}: ${t(settled ? "meeting.settled" : "meeting.open")}`;
        return h("li", null, h("a.chip", { class: `chip ${settled ? "settled" : ""}`, href: meetingAddress(route, goal),
          title: told, "aria-label": told, "aria-current": position === at ? "step" : null },
        goal.code, settled && h("span", { "aria-hidden": "true" }, " ✓")));
      })),
      step("next", at + 1, "meeting.next", "→")),
    h("p.progress", null,
      t("meeting.progress", { at: at + 1, total: goals.length }), " · ", tn("meeting.still-open", open)),
    choice(route, "volgorde", t("meeting.order"), [["", t("meeting.order.open")], ["plan", t("meeting.order.plan")]]));
}

/** At how many institutes a goal is certain in every year, now and with what was agreed. */
function meetingTally(goal) {
  const count = (data) => {
    const cells = [...coverOf(data).values()].filter((cell) => cell.goal === goal.id);
    return { total: cells.length, open: openCounts(data).get(goal.id),
      certain: cells.filter((cell) => cell.standing === "certain").length };
  };
  const [before, after] = [count(DATA), count(agreedData())];
  const certain = before.certain === after.certain ? after.certain : `${before.certain} → ${after.certain}`;
  const open = before.open === after.open ? after.open : `${before.open} → ${after.open}`;
  return t("meeting.tally", { certain, open, total: after.total });
}

/** A goal at one institute: how it stands, year by year, before and after what was agreed. */
function meetingCard(goal, institute, route, opened) {
  const [before, after] = [meetingCell(DATA, goal, institute), meetingCell(agreedData(), goal, institute)];
  const changes = coverageChanges(new Map([["", before]]), new Map([["", after]]));
  const address = meetingAddress(route, goal, opened ? null : institute);
  return h("li", { class: `seat is-${kindOf(after)} ${opened ? "current" : ""} ${changes.length ? "changed" : ""}` },
    h("a", { id: `card-${institute.id}`, href: address, "aria-expanded": opened ? "true" : "false" },
      h("b.name", null, institute.called),
      h("span.standing", null,
        mark(kindOf(after), signOf(after)), " ", h("span", null, sentence(standingInWords(after)))),
      after.kind === "external" && (changes.length > 0 ? yearTurn(before, after) : yearStrip(after)),
      changes.length > 0 && h("span.change", null, changeTold(changes[0]))));
}

/** A cell as the meeting shows it: who has yet to decide still has to for what was not agreed upon here. */
function meetingCell(data, goal, institute) {
  const cell = coverOf(data).get(cellKey(goal.id, institute.id));
  if (!cell) return null;
  const undecided = institutesById(DATA).get(institute.id).participates === null;
  return { ...cell, undecided, excused: cell.standing === "none" && (cell.waiver !== null || undecided) };
}

function yearTurn(before, after) {
  return h("span.turn", null,
    yearStrip(before),
    h("span.arrow", null, h("span.hidden", null, t("meeting.becomes")), "↓"),
    yearStrip(after, before));
}

/** A cell year by year; years that became better than in `before` are marked. */
function yearStrip(cell, before = null) {
  return h("span.strip", { role: "list" }, Object.entries(cell.years).map(([year, standing]) => {
    const kind = kindIn(cell, year);
    const better = before !== null && BEST_FIRST.indexOf(standing) < BEST_FIRST.indexOf(before.years[year]);
    return h("span", { class: `year st-${kind} ${better ? "better" : ""}`, role: "listitem" },
      h("small", { "aria-hidden": "true" }, `’${year.slice(2)}`),
      h("span", { "aria-hidden": "true" }, DATA.signs[kind]),
      h("span.hidden", null, `${year}: ${t(`standing.${kind}`)}`));
  }));
}

// --- what if -------------------------------------------------------------------------------------------------------

/** What an institute could do about a goal: what repairs a gap (the cheapest first), then what it could also do. */
function whatIfOptions(goal, institute) {
  const cell = coverOf(agreedData()).get(cellKey(goal.id, institute.id));
  const subject = { institute: institute.id, goal: goal.id };
  const options = [...improvements(cell, subject), ...joins(goal, subject)];
  if (cell.waiver === null) options.push({ do: "waive", ...subject });
  const lacking = cell.kind === "internal" ? !cell.covered : cell.uncertainYears.length > 0;
  const repairs = (DATA.repairs[cellKey(goal.id, institute.id)] ?? [])
    .filter((repair) => lacking && (repair.do !== "waive" || !cell.covered));
  const rank = (option) => {
    const at = repairs.findIndex((one) => one.do === option.do && (one.action ?? null) === (option.action ?? null));
    return at < 0 ? repairs.length : at;
  };
  return options
    .map((option) => ({ ...option, gap: rank(option) < repairs.length, place: repairs[rank(option)]?.place ?? null }))
    .sort((one, other) => rank(one) - rank(other));
}

/** To raise or prolong what an institute carries. How it joins by an agreement is agreed anew as a join. */
function improvements(cell, subject) {
  const { years } = DATA.plan;
  const parts = institutesById(DATA).get(subject.institute).participates ?? [];
  return cell.contributions.flatMap(({ action, strength, participation, period }) => {
    if (participation && !parts.some((part) => part.action === action.id)) return [];
    const room = participation?.period && action.period ? years.filter((year) => runsIn(action.period, year)) : years;
    const from = room.filter((year) => period === null || year < yearOf(period.first));
    const to = room.filter((year) => period === null || year > yearOf(period.last));
    return [
      ...(strength === "possible" ? [{ do: "raise", action: action.id, ...subject }] : []),
      ...(from.length + to.length > 0 ? [{ do: "prolong", action: action.id, ...subject, years: { from, to } }] : []),
    ];
  });
}

/** To take part in an action of the sector that serves a goal; what was agreed on that, `before`, can be agreed anew. */
function joins(goal, subject) {
  const institute = institutesById(agreedData()).get(subject.institute);
  const joined = new Set((institutesById(DATA).get(subject.institute).participates ?? []).map((part) => part.action));
  return printedOrder(agreedData(), institute).flatMap((action) => {
    const surely = strengthOf(action, goal.id);
    if (action.owner !== "" || surely === null || joined.has(action.id)) return [];
    const years = DATA.plan.years.filter((year) => action.period === null || runsIn(action.period, year));
    const join = { do: "join", action: action.id, ...subject };
    const before = agreed.list.find((one) => agreementTarget(one) === agreementTarget(join));
    return [{ ...join, surely, years: { from: years, to: years }, ...(before && { before }) }];
  });
}

/** What an option asks unless the meeting says otherwise: all that closes the gap. */
function defaultDecision(option) {
  const { gap: _gap, place: _place, surely: _surely, before, years, ...decision } = option;
  if (before) return { ...before };
  if (option.do === "prolong") {
    const whole = currentValue(DATA, decision) === null;
    const from = whole || years.to.length === 0 ? years.from[0] : null;
    return { ...decision, from, to: years.to.at(-1) ?? null };
  }
  if (option.do === "join") return { ...decision, from: null, to: null, strength: "certain" };
  return option.do === "waive" ? { ...decision, reason: "" } : decision;
}

function whatIfPanel(goal, institute, route) {
  const options = whatIfOptions(goal, institute);
  const taken = agreed.list.filter((one) => one.goal === goal.id && one.institute === institute.id);
  const cell = meetingCell(agreedData(), goal, institute);
  const draft = { decision: null };
  const details = h("div.details");
  const group = (word, some) => some.length > 0 && h("fieldset", null, h("legend", null, t(word)),
    some.map((option) => optionChoice(option, (label) => {
      draft.decision = defaultDecision(option);
      details.replaceChildren(optionDetails(option, draft, goal, institute));
      label.after(details);
      details.scrollIntoView({ block: "nearest" });
    })));
  const backToCard = () => document.getElementById(`card-${institute.id}`)?.focus();
  const form = h("form.what-if", { onsubmit: (event) => {
    event.preventDefault();
    if (draft.decision) takeDecision(draft.decision);
  } },
    group("meeting.repairs", options.filter((option) => option.gap)),
    group("meeting.also", options.filter((option) => !option.gap)));
  return h("aside.beside", { "aria-labelledby": "what-if-title" },
    h("div.panel-head", null,
      h("h4", { id: "what-if-title", tabindex: "-1" }, t("meeting.what-if", { institute: institute.called })),
      h("a.close", { id: "meeting-close", href: meetingAddress(route, goal), "aria-label": t("tool.close"),
        onclick: () => addEventListener("hashchange", backToCard, { once: true }) }, "✕")),
    h("p.now", null, mark(kindOf(cell), signOf(cell)), " ", sentence(standingInWords(cell)), ". ",
      h("a", { href: href("kaart", [goal.id, institute.id]) }, t("meeting.why"))),
    taken.length > 0 && h("ul.taken", null, taken.map((one) =>
      h("li", null, h("b", null, t("meeting.agreed")), " ", agreementTold(one), " ", undoButton(one)))),
    form);
}

function optionChoice(option, chosen) {
  const radio = h("input", { type: "radio", name: "option", id: `option-${option.do}-${option.action ?? "goal"}`,
    onchange: () => chosen(label) });
  const label = h("label.option", null, radio,
    h("span", null, optionTold(option), option.place && h("small.place", null, option.place)));
  return label;
}

function optionTold(option) {
  const action = actionsById(agreedData()).get(option.action);
  const joined = action && participationIn(agreedData(), option);
  const now = option.do === "prolong" ? (joined?.period ?? action.period)?.printed : null;
  const fields = { action: action?.short, now, strength: option.surely && t(`standing.${option.surely}`),
    period: action?.period?.printed ?? t("matrix.no-period") };
  const variant = option.before ? ".anew" : option.do === "prolong" && !now ? ".new" : "";
  return t(`meeting.option.${option.do}${variant}`, fields);
}

/** The fields of a chosen option, and what it would change, worked out anew at each change. */
function optionDetails(option, draft, goal, institute) {
  const preview = h("div.preview", { "aria-live": "polite" });
  const button = h("button.primary", { type: "submit", id: "what-if-agree" }, t("meeting.agree"));
  const selects = {};
  const set = (changes) => {
    Object.assign(draft.decision, changes);
    const { from, to } = draft.decision;
    for (const one of selects.from?.options ?? []) one.disabled = Boolean(to) && Number(one.value) > to;
    for (const one of selects.to?.options ?? []) one.disabled = one.value !== "" && Number(one.value) < from;
    const nothing = option.do === "prolong" && faultOf(draft.decision);
    button.disabled = Boolean(nothing);
    preview.replaceChildren(...(nothing ? [h("p.change", null, t(`agreements.fault.${nothing}`))]
      : previewed(draft.decision, goal, institute)));
  };
  const yearChoice = (name, years, open) => {
    if (years.length === 0) return null;
    const select = h("select", { id: `what-if-${name}`, onchange: () => set({ [name]: Number(select.value) || null }) },
      open !== null && h("option", { value: "" }, open),
      years.map((year) => h("option", { value: String(year), selected: year === draft.decision[name] }, String(year))));
    selects[name] = select;
    return h("label", null, h("span", null, t(`meeting.${name}`)), select);
  };
  const text = (name, required, word = `agreements.${name}`) => {
    const input = h("input", {
      id: `what-if-${name}`, type: name === "by" ? "date" : "text", required, autocomplete: "off",
      ...(required && { pattern: ".*\\S.*", title: t("agreements.fault.reason") }),
      value: draft.decision[name] ?? "", oninput: () => Object.assign(draft.decision, { [name]: input.value }),
    });
    return h("label", { class: name }, h("span", null, t(word)), input);
  };
  const own = !changesAction(DATA, option) || actionsById(DATA).get(option.action).owner !== "";
  draft.decision.who ??= own ? institute.called : t("agreements.who.sector");
  const unlimited = option.do === "prolong" && currentValue(DATA, option) === null;
  const unchanged = unlimited ? null : t("meeting.unchanged");
  const fields = h("div.fields", null,
    option.do === "join" && [
      yearChoice("from", option.years.from, t("meeting.from.start")),
      yearChoice("to", option.years.to, t("meeting.to.end")),
      strengthChoice(option, draft.decision.strength, set)],
    option.do === "prolong" && [
      yearChoice("from", option.years.from, unchanged),
      yearChoice("to", option.years.to, unchanged)],
    option.do === "waive" && text("reason", true),
    text("who", false),
    text("by", false),
    text("note", false, option.do === "join" ? "meeting.join.note" : "agreements.note"));
  set({});
  return h("div", null, fields, preview, button);
}

/** How surely an institute joins; an action that itself only possibly contributes leaves no choice. */
function strengthChoice(option, chosen, set) {
  if (option.surely === "possible") return null;
  const select = h("select", { id: "what-if-strength", onchange: () => set({ strength: select.value }) },
    ["certain", "possible"].map((one) => h("option", { value: one, selected: one === chosen }, t(`standing.${one}`))));
  return h("label", null, h("span", null, t("matrix.strength")), select);
}

/** What a decision would change: this cell before and after, and wherever else it counts. */
function previewed(decision, goal, institute) {
  const key = cellKey(goal.id, institute.id);
  const before = coverOf(agreedData());
  const after = computeCoverage(withDecisions(DATA, [...agreementsBeside(decision), decision]));
  const changes = coverageChanges(before, after);
  const here = changes.find(({ cell }) => cellKey(cell.goal, cell.institute) === key);
  const elsewhere = changes.filter((change) => change !== here);
  return [
    here && here.cell.kind !== "internal" && h("div.turn", null,
      h("span.step-word", null, t("meeting.before")), yearStrip(meetingCell(agreedData(), goal, institute)),
      h("span.step-word", null, t("meeting.after")), yearStrip(after.get(key), before.get(key))),
    h("p.change", null, here ? changeTold(here) : t("meeting.nothing-changes")),
    countsForAll(decision) && h("p.for-all", null, countsForAll(decision)),
    decidesTheRest(decision) && h("p.for-all", null, decidesTheRest(decision)),
    elsewhere.length > 0 && h("details.elsewhere", null,
      h("summary", null, tn("meeting.elsewhere", elsewhere.length)),
      h("ul", null, elsewhere.map((change) => h("li", null, changeAt(change))))),
  ].filter(Boolean);
}

function takeDecision(decision) {
  const replaced = agree(decision);
  showAnew();
  say(t(replaced ? "meeting.replaced" : "meeting.taken", { agreement: agreementTold(decision) }));
}

// --- below and beside ----------------------------------------------------------------------------------------------

/** What was agreed so far. */
function agreementsSoFar() {
  if (agreed.list.length === 0) return null;
  return h("section.latest", { "aria-label": t("agreements.title") },
    h("h3", null, h("a", { href: href("afspraken") }, tn("meeting.agreements", agreed.list.length))),
    h("ol", null, agreed.list.map((one) => h("li", null, agreementTold(one), " ", undoButton(one)))));
}

/** The goal on the screen at each institute, year by year, before and after what was agreed. */
function meetingTable(_data, route) {
  const goals = meetingGoals(route.settings);
  const goal = goals.find(({ id }) => id === route.path[0]) ?? goals[0];
  if (!goal) return { caption: t("meeting.none"), heads: [t("meeting.institute")], rows: [] };
  return {
    caption: `${goal.code} ${goal.title}`,
    heads: [t("meeting.institute"), ...DATA.plan.years.map(String)],
    rows: DATA.institutes.map((institute) => {
      const [before, after] = [meetingCell(DATA, goal, institute), meetingCell(agreedData(), goal, institute)];
      return [institute.name, ...DATA.plan.years.map((year) => {
        const [was, becomes] = [before, after].map((cell) => t(`standing.${kindIn(cell, year)}`));
        return was === becomes ? was : `${was} → ${becomes}`;
      })];
    }),
  };
}
