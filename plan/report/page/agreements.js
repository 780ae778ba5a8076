/**
 * The list of agreements (afspraken) that a meeting makes: what, who, by when; to copy, to save and to take up again.
 *
 * An agreement is a decision (see coverage.js) with who sees to it, by when and a note. The list lives in the page and,
 * where the browser allows, in its store for this plan; only the saved file leaves the page. What the plan would be
 * after each of them is worked out once: `agreed.steps[n]` are the data after the first n. `agreed.left` tells what of
 * the file that was opened last was not taken over, and why.
 */

const agreed = { list: [], steps: [DATA], saved: true, left: [] };
const AGREEMENT_KEYS = {
  join: ["institute", "action", "goal", "from", "to", "strength", "was"],
  raise: ["institute", "action", "goal", "was"],
  prolong: ["institute", "action", "goal", "from", "to", "was"],
  waive: ["institute", "goal", "reason", "was"],
};
const AGREEMENT_STORE = `afspraken/${DATA.plan.title}`;

view("afspraken", {
  title: "agreements.title",
  told: () => (agreed.list.length > 0 ? String(agreed.list.length) : ""),
  paper: true,
  render: renderAgreements,
  table: agreementsTable,
});

// --- the list ------------------------------------------------------------------------------------------------------

/** The data as they would be after all agreements. */
function agreedData() {
  return agreed.steps.at(-1);
}

/** Set the list; the steps up to the first agreement that differs stay as they are. */
function setAgreements(agreements, saved = false) {
  const list = inOrderOfApplying(DATA, agreements);
  const same = list.findIndex((one, at) => one !== agreed.list[at]);
  const steps = agreed.steps.slice(0, (same < 0 ? list.length : same) + 1);
  for (const one of list.slice(steps.length - 1)) steps.push(withDecisions(steps.at(-1), [one]));
  Object.assign(agreed, { list, steps, saved: saved || list.length === 0 });
  keepAgreements();
}

/** Add an agreement; one about the same thing makes way for it. Gives back whether one did. */
function agree(agreement) {
  const others = agreementsBeside(agreement);
  const replaced = others.length < agreed.list.length;
  setAgreements([...others, { ...tidied(agreement), was: currentValue(DATA, agreement) }]);
  return replaced;
}

function undoAgreement(agreement) {
  setAgreements(agreed.list.filter((one) => one !== agreement));
}

/** Change the words of an agreement, or who sees to it by when: none of these changes the coverage. */
function amendAgreement(one, changes) {
  Object.assign(one, changes);
  agreed.saved = false;
  keepAgreements();
}

/**
 * Why an agreement cannot be one, as the end of a key of a word: `plan apply` would refuse it, and all others with it.
 * `data` say when actions run, once those are prolonged.
 */
function faultOf(one, data = agreedData()) {
  const { do: kind, institute, goal, from = null, to = null } = one ?? {};
  if (!Object.hasOwn(AGREEMENT_KEYS, kind)) return "kind";
  if (!institutesById(DATA).has(institute)) return "institute";
  if (!goalsById(DATA).has(goal)) return "goal";
  if (kind === "waive") return String(one.reason ?? "").trim() ? null : "reason";
  const action = actionsById(data).get(one.action);
  if (!action) return "action";
  if (kind === "raise") return null;
  const isYear = (year) => year === null || (Number.isInteger(year) && year >= 1900 && year < 2100);
  if (!isYear(from) || !isYear(to)) return "year";
  if (from && to && from > to) return "turned";
  if (kind === "prolong") return from || to ? null : "years";
  if (action.owner !== "") return "own";
  const whole = action.period ?? DATA.plan.period;
  if ((from && from > yearOf(whole.last)) || (to && to < yearOf(whole.first))) return "outside";
  return ["certain", "possible", undefined, null].includes(one.strength) ? null : "strength";
}

/** An agreement as it is kept: texts without space around them, a day only where there is one. */
function tidied(one) {
  const text = (value) => (typeof value === "string" ? value.replace(/\s+/g, " ").trim() : "");
  const by = /^\d{4}-\d\d-\d\d$/.test(one.by) && !Number.isNaN(Date.parse(one.by)) ? one.by : "";
  const tidy = { ...one, who: text(one.who), by, note: text(one.note) };
  return one.do === "waive" ? { ...tidy, reason: text(one.reason) } : tidy;
}

/** What an agreement changes: two with the same target cannot both hold. */
function agreementTarget(one) {
  const who = changesAction(DATA, one) ? "" : one.institute;
  return [one.do, who, one.action, ["raise", "waive"].includes(one.do) ? one.goal : ""].join("/");
}

/** The agreements that would stay beside a new one: all but that about the same thing. */
function agreementsBeside(agreement) {
  return agreed.list.filter((one) => agreementTarget(one) !== agreementTarget(agreement));
}

/** Whether a decision changes the action itself, and so counts for all who take part in it. */
function changesAction(data, decision) {
  const action = actionsById(data).get(decision.action);
  if (!action) return false;
  if (decision.do === "prolong") return !participationOf(data, decision, action)?.period;
  return decision.do === "raise" && !action.certain.some((link) => link.goal === decision.goal);
}

/** The value that a decision changes, as it now is. */
function currentValue(data, decision) {
  const action = actionsById(data).get(decision.action);
  if (decision.do === "waive") {
    const waives = institutesById(data).get(decision.institute)?.waives ?? [];
    return waives.find((waiver) => waiver.goal === decision.goal)?.reason ?? null;
  }
  if (!action) return null;
  const part = participationOf(data, decision, action);
  if (decision.do === "join") return part?.strength ?? null;
  if (decision.do === "raise") return strengthOf(carriedAction(action, part), decision.goal);
  return (changesAction(data, decision) ? action : part).period?.text ?? null;
}

// --- in words ------------------------------------------------------------------------------------------------------

/** What was agreed, in a sentence. */
function agreementTold(one) {
  const institute = institutesById(DATA).get(one.institute)?.called ?? one.institute;
  const action = actionsById(DATA).get(one.action);
  const goal = goalsById(DATA).get(one.goal)?.short ?? one.goal;
  const fields = { institute, action: action?.short ?? one.action, goal, from: one.from, to: one.to, reason: one.reason,
    was: one.was };
  if (one.do === "waive") return t("agreements.waive", fields);
  if (one.do === "raise") return t(`agreements.raise.${changesAction(DATA, one) ? "action" : "part"}`, fields);
  const span = one.from && one.to ? "between" : one.from ? "from" : one.to ? "to" : "whole";
  if (one.do === "prolong") return t(`agreements.prolong.${span}${one.was ? "" : ".new"}`, fields);
  return t(`agreements.join.${span}`, fields) + (one.strength === "possible" ? t("agreements.possible") : "");
}

/** For whom else it counts: all who take part in an action of the sector that is changed. */
function countsForAll(one) {
  const action = actionsById(DATA).get(one.action);
  if (!action || action.owner !== "" || !changesAction(DATA, one)) return "";
  const others = agreedData().institutes.filter(({ id, participates }) =>
    id !== one.institute && participates?.some((part) => part.action === action.id));
  return others.length > 0
    ? t("agreements.for-all", { institutes: series(others.map((other) => other.called)) })
    : t("agreements.for-all.later");
}

/** Who has yet to decide decides about all actions of the sector by joining one: it takes no part in the others. */
function decidesTheRest(one) {
  const institute = institutesById(DATA).get(one.institute);
  return one.do === "join" && institute?.participates === null
    ? t("agreements.decides", { institute: institute.called }) : "";
}

/** Where two coverages differ, one cell after the other. */
function coverageChanges(before, after) {
  const changes = [];
  for (const [key, cell] of after) {
    const old = before.get(key);
    const years = Object.keys(cell.years).map(Number);
    const turned = (standing) => years.filter((year) => cell.years[year] === standing && old.years[year] !== standing);
    const change = {
      cell,
      certain: turned("certain"),
      possible: turned("possible").filter((year) => old.years[year] === "none"),
      lost: years.filter((year) => old.years[year] === "certain" && cell.years[year] !== "certain"),
      waived: cell.waiver !== null && old.waiver === null,
      internal: cell.kind === "internal" && cell.standing !== old.standing,
    };
    if (change.certain.length || change.possible.length || change.lost.length || change.waived || change.internal) {
      changes.push(change);
    }
  }
  return changes;
}

/** What changed in a cell: "zeker in 2023-2025 erbij". */
function changeTold({ cell, certain, possible, lost, waived, internal }) {
  if (cell.kind === "internal") return t(internal ? "change.internal" : "change.waived");
  const told = (key, years) => years.length > 0 && t(key, { years: series(yearSpans(years)) });
  return [told("change.certain", certain), told("change.possible", possible), told("change.lost", lost),
    waived && t("change.waived")].filter(Boolean).join("; ");
}

/** What changed where: "Gent, Solidariteit: zeker in 2023-2025 erbij". */
function changeAt(change) {
  const { institute, goal } = change.cell;
  return `${institutesById(DATA).get(institute).called}, ${goalsById(DATA).get(goal).short}: ${changeTold(change)}`;
}

/** What the n-th agreement adds to those before it: a line for each goal and institute. */
function agreementEffects(at) {
  return coverageChanges(coverOf(agreed.steps[at]), coverOf(agreed.steps[at + 1])).map(changeAt);
}

// --- in the other views --------------------------------------------------------------------------------------------

/** The data that a view shows: with the agreements when its address asks for them. */
function agreedIn(data, { settings }) {
  return settings.afspraken === "ja" && agreed.list.length > 0 ? agreedData() : data;
}

/** To show a view with the agreements, as soon as there are any. */
function agreedToggle(route) {
  return agreed.list.length > 0 && toggle(route, "afspraken", t("agreements.with"), "ja");
}

/** What it means that a view shows the agreements. */
function agreedNotice(data) {
  return data !== DATA && h("p.notice", null, tn("agreements.with.told", agreed.list.length));
}

/** How a cell turned by the agreements, over the period or in a year: a sign, and in words what it was; or null. */
function turnOf(data, cell, year = null) {
  if (data === DATA || !cell) return null;
  const before = coverOf(DATA).get(cellKey(cell.goal, cell.institute));
  const told = (one) => (year ? t(`standing.${kindIn(one, year)}`) : standingInWords(one));
  if (told(before) === told(cell)) return null;
  const [change] = coverageChanges(new Map([["", before]]), new Map([["", cell]]));
  const gained = change && (change.waived || change.internal || change.certain.length + change.possible.length > 0);
  return { sign: gained ? "+" : "≠", told: t("agreements.with.was", { was: told(before) }) };
}

/** That something turned, for the eye; what it was stands in the words of what it stands in. */
function turnMark(turn) {
  return turn && h("b.turned", { "aria-hidden": "true" }, turn.sign);
}

// --- kept, saved, opened -------------------------------------------------------------------------------------------

/** Keep the list where this browser can; a page that was mailed may not be allowed to. */
function keepAgreements() {
  try {
    const kept = { saved: agreed.saved, file: agreementsFile() };
    if (agreed.list.length > 0) localStorage.setItem(AGREEMENT_STORE, JSON.stringify(kept));
    else localStorage.removeItem(AGREEMENT_STORE);
  } catch {
    // The file that the meeting saves is what counts.
  }
}

function restoreAgreements() {
  try {
    const { saved, file } = JSON.parse(localStorage.getItem(AGREEMENT_STORE));
    setAgreements(readAgreements(file).taken, saved);
  } catch {
    // Nothing kept, or nothing that we can read.
  }
}

/** The agreements as the file that `plan apply` reads. */
function agreementsFile() {
  const agreements = agreed.list.map((one) => ({
    do: one.do,
    ...Object.fromEntries(AGREEMENT_KEYS[one.do].map((key) => [key, one[key] ?? null])),
    who: one.who ?? "", by: one.by ?? "", note: one.note ?? "",
  }));
  return `${JSON.stringify({ format: 1, kind: "afspraken", plan: DATA.plan.title, agreements }, null, 2)}\n`;
}

/** The agreements in a file, and what of it is left out, with why; throws when it is no such file. */
function readAgreements(text) {
  const { format, kind, agreements } = JSON.parse(text);
  if (format !== 1 || kind !== "afspraken" || !Array.isArray(agreements)) throw new Error("not a file with agreements");
  const prolonged = agreements.filter((one) => one?.do === "prolong" && !faultOf(one));
  const data = withDecisions(agreedData(), prolonged);
  const faults = agreements.map((one) => faultOf(one, data));
  return {
    taken: agreements.filter((_one, at) => !faults[at]).map(tidied),
    left: agreements.flatMap((one, at) => (faults[at] ? [leftOut(one, at + 1, faults[at])] : [])),
  };
}

/** "Agreement 2 (Gent, Solidariteit): …" */
function leftOut(one, number, fault) {
  const named = [institutesById(DATA).get(one?.institute)?.called ?? one?.institute,
    actionsById(DATA).get(one?.action)?.short ?? one?.action, goalsById(DATA).get(one?.goal)?.short ?? one?.goal];
  const what = named.filter((name) => typeof name === "string" && name).join(", ");
  const why = t(`agreements.fault.${fault}`);
  return t(`agreements.left-out.line${what ? "" : ".unnamed"}`, { number, what, why });
}

function saveAgreements() {
  const address = URL.createObjectURL(new Blob([agreementsFile()], { type: "application/json" }));
  h("a", { href: address, download: "afspraken.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  agreed.saved = true;
  keepAgreements();
  say(t("agreements.saved"));
}

async function openAgreements(file) {
  try {
    const { taken, left } = readAgreements(await file.text());
    const targets = new Set(taken.map(agreementTarget));
    setAgreements([...agreed.list.filter((one) => !targets.has(agreementTarget(one))), ...taken], agreed.saved);
    agreed.left = left;
    showAnew();
    say(tn("agreements.opened", taken.length) + (left.length > 0 ? ` ${tn("agreements.left-out", left.length)}` : ""));
  } catch {
    say(t("agreements.unreadable", { file: file.name }));
  }
}

addEventListener("beforeunload", (event) => {
  if (!agreed.saved) event.preventDefault();
});
restoreAgreements();

// --- what is shown -------------------------------------------------------------------------------------------------

function renderAgreements() {
  return h("div.agreements-view", null,
    h("p", null, t(agreed.list.length > 0 ? "agreements.lead" : "agreements.none")),
    agreementTools(),
    agreed.left.length > 0 && h("section.left-out", null, h("h3", null, t("agreements.left-out.title")),
      h("ul", null, agreed.left.map((told) => h("li.warn", null, told)))),
    agreed.list.length > 0 && h("ol.agreements", null, agreed.list.map(agreementItem)));
}

function agreementTools() {
  const some = agreed.list.length > 0;
  const file = h("input", { type: "file", id: "agreements-file", accept: ".json,application/json",
    onchange: () => file.files[0] && openAgreements(file.files[0]) });
  const button = (id, act) => some
    && h("button", { type: "button", id: `agreements-${id}`, onclick: act }, t(`agreements.${id}`));
  return h("div.agreement-tools", null,
    button("save", saveAgreements),
    button("copy", copyAgreements),
    h("label.file", null, t("agreements.open"), file),
    button("clear", () => {
      if (!confirm(t("agreements.clear.sure"))) return;
      setAgreements([]);
      agreed.left = [];
      showAnew();
    }),
    h("p.quiet", null, t("agreements.how")));
}

function agreementItem(one, at) {
  const changed = currentValue(DATA, one) !== (one.was ?? null);
  const fault = faultOf(one);
  const effects = agreementEffects(at);
  return h("li.agreement", null,
    h("p.what", null, h("a", { href: href("vergadering", [one.goal, one.institute]) }, agreementTold(one))),
    fault && h("p.warn", null, sentence(t(`agreements.fault.${fault}`))),
    changed && h("p.warn", null, t("agreements.changed")),
    countsForAll(one) && h("p.for-all", null, countsForAll(one)),
    decidesTheRest(one) && h("p.for-all", null, decidesTheRest(one)),
    effects.length > 0
      ? h("ul.effects", null, effects.map((told) => h("li", null, told)))
      : h("p.quiet", null, t("agreements.no-effect")),
    h("div.fields", null,
      agreementField(one, at, "who", { type: "text", autocomplete: "off" }),
      agreementField(one, at, "by", { type: "date" }),
      one.do === "waive" && agreementField(one, at, "reason", { type: "text", autocomplete: "off", required: true }),
      agreementField(one, at, "note", { type: "text", autocomplete: "off" }),
      undoButton(one)));
}

function agreementField(one, at, name, kind) {
  const input = h("input", { ...kind, id: `agreement-${at}-${name}`, value: one[name] ?? "",
    oninput: () => {
      const amended = tidied({ ...one, [name]: input.value });
      if (!faultOf(amended)) amendAgreement(one, { [name]: amended[name] });
    },
    onchange: () => { input.value = one[name] ?? ""; } });
  return h(`label.${name}`, null, h("span", null, t(`agreements.${name}`)), input);
}

function undoButton(one) {
  return h("button.undo", { type: "button", "aria-label": t("agreements.undo.this", { agreement: agreementTold(one) }),
    onclick: () => {
      undoAgreement(one);
      showAnew();
      const title = document.getElementById("view-title");
      if (document.activeElement === document.body) title.focus({ preventScroll: true });
      say(t("agreements.undone"));
    } }, t("agreements.undo"));
}

/** The agreements as the minutes have them: lines of text, and a table where a program takes that. */
function copyAgreements() {
  const table = agreementsTable();
  const lines = agreed.list.map((one, at) => {
    const more = [one.who, one.by && t("agreements.by.told", { day: day(one.by) }), one.note].filter(Boolean);
    const head = `${at + 1}. ${agreementTold(one)}${more.length > 0 ? ` (${more.join(", ")})` : ""}`;
    return [head, ...agreementEffects(at).map((told) => `   - ${told}`)];
  });
  return copy([table.caption, "", ...lines.flat()].join("\n"), markupOfText(table));
}

function agreementsTable() {
  return {
    caption: t("agreements.caption", { plan: DATA.plan.title }),
    heads: ["#", ...["what", "who", "by", "note", "effect"].map((name) => t(`agreements.${name}`))],
    rows: agreed.list.map((one, at) => [
      String(at + 1), [agreementTold(one), countsForAll(one), decidesTheRest(one)].filter(Boolean)
        .map((told) => told.replace(/\.$/, "")).join(". "),
      one.who ?? "", one.by ? day(one.by) : "", one.note ?? "", agreementEffects(at).join("; "),
    ]),
  };
}
