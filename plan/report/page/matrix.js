/**
 * Matrix and years in one view: which action carries which goal, and when; a timeline of actions and agreements.
 *
 * The matrix is worked out as data first (`matrixOf`); what is shown and what is copied are both made from that. All
 * choices stand in the address: `#/matrix?wie=gent&jaar=2023`.
 *
 * @typedef {{action: object, period: ?Period, strengths: (?string)[], runs: boolean}} MatrixRow
 */

/** What a row takes of the screen at least, in pixels. */
const LEAST_ROW = 24;

/** As many goals fit beside the actions on a laptop; more are reached by scrolling sideways. */
const FITS = 12;

view("matrix", {
  title: "matrix.title",
  paper: true,
  render: renderMatrix,
  table: matrixTable,
});

// --- what the matrix holds -----------------------------------------------------------------------------------------

/** The matrix that an address asks for: the goals over its columns, the years above it, the actions in its rows. */
function matrixOf(data, { wie = "", jaar = "", van = "", doelen = "", sterkte = "", gaten = "" }) {
  const institute = institutesById(data).get(wie) ?? null;
  const year = data.plan.years.find((one) => String(one) === jaar) ?? null;
  const shows = (strategic) => doelen === "alle" || (doelen ? strategic.id === doelen : strategic.kind === "external");
  const summaries = new Map();
  const columns = [...goalsById(data).values()].filter((goal) => shows(goal.strategic));
  for (const goal of columns) summaries.set(goal.id, goalSummary(data, goal, institute));
  if (gaten) {
    const rank = (goal) => holeRank(summaries.get(goal.id), year);
    columns.sort((one, other) => rank(one) - rank(other));
  }
  const asked = (strength) => (sterkte && strength !== sterkte ? null : strength);
  const rows = matrixActions(data, institute)
    .filter(({ action }) => !van || action.owner === (van === "sector" ? "" : van))
    .map((carried) => ({
      ...carried,
      runs: year === null || carried.action.internal || runsIn(carried.period, year),
      strengths: columns.map(({ id }) => asked(strengthOf(carried, id))),
    }))
    .filter((row) => row.strengths.some((strength) => strength !== null));
  return { institute, year, columns, summaries, rows, before: data === DATA ? null : matrixBefore(columns, institute) };
}

/** The same without the agreements: its summaries, and its actions by id. */
function matrixBefore(columns, institute) {
  const here = institute && institutesById(DATA).get(institute.id);
  return {
    summaries: new Map(columns.map((goal) => [goal.id, goalSummary(DATA, goal, here)])),
    actions: new Map(matrixActions(DATA, here).map((carried) => [carried.action.id, carried])),
  };
}

/** How many institutes take part in an action. */
function joinedCount(data, action) {
  return data.institutes.filter((one) => one.participates?.some((part) => part.action === action.id)).length;
}

/** The actions of an institute as it carries them or, as long as it has not decided, may; those of all as they are. */
function matrixActions(data, institute) {
  if (institute === null) {
    const owners = new Set(["", ...data.institutes.filter((one) => one.delivered).map((one) => one.id)]);
    return data.actions.filter((action) => owners.has(action.owner)).map((action) => carriedAction(action, null));
  }
  if (!institute.delivered) return [];
  if (institute.participates !== null) return carriedActions(data, institute);
  return printedOrder(data, institute)
    .filter((action) => action.owner === "" || action.owner === institute.id)
    .map((action) => ({ ...carriedAction(action, null), undecided: action.owner === "" }));
}

function strengthOf({ certain, possible }, goal) {
  const names = (links) => links.some((link) => link.goal === goal);
  return names(certain) ? "certain" : names(possible) ? "possible" : null;
}

/**
 * How a goal stands in each year and over the period (under ""): at one institute, or how many institutes have each
 * standing. What was certain (at more institutes) the year before falls away.
 */
function goalSummary(data, goal, institute) {
  const cells = data.institutes.filter((one) => institute === null || one === institute)
    .map((one) => coverOf(data).get(cellKey(goal.id, one.id))).filter(Boolean);
  // An internal goal needs an action, whenever that runs.
  const kindAt = goal.strategic.kind === "internal" ? kindOf : kindIn;
  const summary = { "": counted(cells.map((cell) => kindOf(cell))) };
  data.plan.years.forEach((year, position) => {
    const counts = counted(cells.map((cell) => kindAt(cell, year)));
    const before = summary[data.plan.years[position - 1]];
    summary[year] = { ...counts, falls: before !== undefined && counts.certain < before.certain };
  });
  return summary;
}

/** The best standing that a count holds; nothing counted is no data. */
function bestOf(counts) {
  return KINDS.find((kind) => counts[kind] > 0) ?? "nodata";
}

/** Holes first: nothing, then possible, then certain for too short or at few, then what is certain or waived. */
function holeRank(summary, year) {
  const counts = summary[year ?? ""];
  const order = ["none", "undecided", "possible", "nodata", "left", "certain"].indexOf(bestOf(counts));
  const years = Object.entries(summary).filter(([key, one]) => key && one.certain > 0).length;
  return order * 10_000 + counts.certain * 100 + years;
}

/** The goals that are certain (at more institutes) until the year before, and in which year they fall away. */
function fallingAway(data, { columns, summaries, year }) {
  return columns.flatMap((goal) =>
    data.plan.years.filter((one) => (year === null || one === year) && summaries.get(goal.id)[one].falls)
      .map((one) => ({ goal, year: one })));
}

// --- what is shown -------------------------------------------------------------------------------------------------

function renderMatrix(known, route) {
  const data = agreedIn(known, route);
  const matrix = matrixOf(data, route.settings);
  const { institute } = matrix;
  const notice = institute?.delivered === false ? "matrix.no-data"
    : institute?.participates === null ? "matrix.undecided" : null;
  return h("div.matrix-view", null,
    matrixChoices(data, route),
    agreedNotice(data),
    notice && h("p.notice", null, t(notice, { institute: institute.called })),
    institute?.delivered === false ? null : [
      matrixStory(data, matrix),
      matrix.columns.length > 0 && matrixGrid(data, matrix, route),
      legend(),
    ],
    waiversApart(data, matrix));
}

function matrixChoices(data, route) {
  const owners = data.institutes.filter((one) => data.actions.some((action) => action.owner === one.id));
  return h("div.controls", null,
    choice(route, "wie", t("matrix.who"),
      [["", t("matrix.sector")], ...data.institutes.map((one) => [one.id, one.called])]),
    choice(route, "doelen", t("matrix.goals"), [["", t("matrix.goals.external")], ["alle", t("matrix.goals.all")],
      ...data.goals.map((goal) => [goal.id, `${goal.code} ${goal.title}`])]),
    choice(route, "van", t("matrix.owner"), [["", t("matrix.owner.all")], ["sector", t("matrix.owner.sector")],
      ...owners.map((one) => [one.id, one.called])]),
    choice(route, "sterkte", t("matrix.strength"), [["", t("matrix.strength.all")],
      ["certain", t("matrix.strength.certain")], ["possible", t("matrix.strength.possible")]]),
    matrixYears(data, route),
    toggle(route, "gaten", t("matrix.holes")),
    toggle(route, "projecten", t("matrix.projects")),
    agreedToggle(route));
}

/** The years as links beside each other: one click shows a year, also on a projector. */
function matrixYears(data, route) {
  const chosen = route.settings.jaar ?? "";
  const options = [["", t("matrix.years.all")], ...data.plan.years.map((year) => [String(year), String(year)])];
  return h("nav.year-choice", { "aria-label": t("matrix.year") }, options.map(([value, text]) =>
    h("a", { id: `year-${value}`, href: href(route.view, [], { ...route.settings, jaar: value }),
      "aria-current": value === chosen ? "true" : null }, text)));
}

/** A choice between yes and no that is kept in the address. */
function toggle(route, name, label, yes = "1") {
  const box = h("input", { type: "checkbox", id: `toggle-${name}`, checked: route.settings[name] === yes,
    onchange: () => go(route.view, [], { ...route.settings, [name]: box.checked ? yes : "" }) });
  return h("label.toggle", null, box, label);
}

/** In words: how many goals are certainly carried, and which fall away when. */
function matrixStory(data, matrix) {
  const { institute, year, columns, summaries } = matrix;
  const certain = columns.filter((goal) => summaries.get(goal.id)[year ?? ""].certain > 0).length;
  const fields = { total: columns.length, year, institute: institute?.called };
  const key = `matrix.story.${institute ? "institute" : "sector"}${year ? ".year" : ""}`;
  const falling = fallingAway(data, matrix);
  return h("div.story", null,
    h("p", null, t(key, { count: certain, ...fields })),
    falling.length > 0 && h("p.falls", null,
      h("b", null, t(year ? "matrix.falls.year" : "matrix.falls", { year })), " ",
      falling.map(({ goal, year: from }, position) => [
        position > 0 && ", ",
        h("a", { href: whyAddress(goal, institute) }, goal.short),
        year === null && ` (${t("matrix.falls.from", { year: from })})`,
      ])));
}

function whyAddress(goal, institute) {
  return href("kaart", institute ? [goal.id, institute.id] : [goal.id]);
}

function matrixGrid(data, matrix, route) {
  const { columns, rows } = matrix;
  const edge = (at) => (columns[at - 1]?.strategic === columns[at].strategic ? "" : "first");
  const carriers = route.settings.projecten ? carriersByAction(data, matrix.institute) : new Map();
  const room = columns.length <= FITS ? "div.scroll.matrix-scroll.fits" : "div.scroll.matrix-scroll";
  return h(room, { tabindex: "0", role: "region", "aria-label": t("matrix.title") },
    h("table.matrix", { "aria-label": t("matrix.title"), style: { "--columns": columns.length } },
      h("colgroup", null, h("col.what"), h("col.when"), columns.map(() => h("col"))),
      matrixHead(data, matrix, edge),
      h("tbody.by-year", null, ["", ...data.plan.years].map((one) => summaryRow(matrix, one, edge))),
      fill(h("tbody.actions"), rows, (row) => [
        actionRow(data, matrix, row, edge),
        agreementRows(data, matrix, carriers.get(row.action) ?? []),
      ], () => LEAST_ROW),
      rows.length === 0 && h("tbody", null,
        h("tr", null, h("td.empty", { colspan: columns.length + 2 }, t("matrix.nothing"))))));
}

/** The strategic goals, each above its own operational goals. */
function matrixHead(data, { columns, institute, year }, edge) {
  const groups = [];
  for (const { strategic } of columns) {
    if (groups.at(-1)?.strategic === strategic) groups.at(-1).span += 1;
    else groups.push({ strategic, span: 1 });
  }
  const group = ({ strategic: { code, title }, span }) =>
    h("th.group.first", { colspan: span, scope: "colgroup", title },
      h("span", null, h("b", null, code), span > 1 && ` ${title}`));
  const column = (goal, at) =>
    h("th", { class: `goal ${edge(at)}`, scope: "col", title: goal.title },
      h("a", { href: whyAddress(goal, institute) }, h("span.code", null, goal.code), " ", goal.short));
  return h("thead", null,
    h("tr.groups", null,
      h("th.what", { rowspan: "2", scope: "col" }, t("matrix.action")),
      h("th.when", { rowspan: "2", scope: "col" }, t("matrix.period"), yearScale(data, year)),
      groups.map(group)),
    h("tr.goals", null, columns.map(column)));
}

/** A year (or the whole period, "") over all goals. */
function summaryRow({ columns, summaries, institute, year, before }, one, edge) {
  const chosen = one === (year ?? "");
  const certain = columns.filter((goal) => summaries.get(goal.id)[one].certain > 0).length;
  const falls = t(`matrix.falls.${institute ? "one" : "here"}`, { year: one });
  return h("tr", { class: `summary ${chosen ? "chosen" : ""} ${one === "" ? "period" : ""}` },
    h("th.what", { scope: "row" }, one === "" ? t("matrix.period.whole") : String(one)),
    h("td.when", null, t("matrix.certain", { count: certain, total: columns.length })),
    columns.map((goal, at) => {
      const counts = summaries.get(goal.id)[one];
      const kind = bestOf(counts);
      const now = countsTold(counts, institute);
      const turn = before && summaryTurn(before.summaries.get(goal.id)[one], counts, institute);
      return matrixCell(`${edge(at)} ${counts.falls ? "falls" : ""}`, kind, [now, counts.falls && falls, turn?.told],
        [institute === null && counts[kind] > 0 && counts[kind], counts.falls && h("b.fall", null, "↓"), turnMark(turn)]);
    }));
}

/** How a summary turned; over the sector only what carries a goal counts, not how many have yet to decide. */
function summaryTurn(before, counts, institute) {
  const was = countsTold(before, institute);
  const gains = counts.certain > before.certain || counts.certain + counts.possible > before.certain + before.possible;
  const same = institute ? was === countsTold(counts, institute)
    : counts.certain === before.certain && counts.possible === before.possible;
  return same ? null : { sign: gains ? "+" : "≠", told: t("agreements.with.was", { was }) };
}

/** A cell: its sign, in words for who cannot see it, and a small remark. */
function matrixCell(className, kind, told, remark) {
  const words = told.filter(Boolean).join("; ");
  return h("td", { class: `${className} st-${kind}`, title: words },
    h("span", { role: "img", "aria-label": words }, DATA.signs[kind]),
    [remark].flat().some(Boolean) && h("small", { "aria-hidden": "true" }, remark));
}

/** How many institutes have each standing, in words; of one institute only its standing. */
function countsTold(counts, institute) {
  if (institute) return t(`standing.${bestOf(counts)}`);
  return KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${t(`standing.${kind}`)}: ${counts[kind]}`).join(", ");
}

function actionRow(data, { columns, institute, year, before }, row, edge) {
  const { action, period, strengths, runs, undecided } = row;
  const years = data.plan.years.filter((one) => runsIn(period, one));
  const partly = year === null && !action.internal && years.length < data.plan.years.length;
  const short = partly ? shortYears(years) : "";
  const told = [!runs && t("matrix.off", { year }), short && period && t("matrix.only", { period: period.printed }),
    undecided && t("standing.undecided")];
  const known = before?.actions.get(action.id);
  const raised = (goal, strength) => {
    if (!known || known.undecided || strengthOf(known, goal.id) === strength) return null;
    const was = strengthOf(known, goal.id);
    return { sign: "+", told: t("agreements.with.was", { was: was ? t(`standing.${was}`) : "–" }) };
  };
  return h("tr", { class: `action ${runs ? "" : "off"} ${undecided ? "maybe" : ""}` },
    h("th.what", { scope: "row" },
      h("span.name", { title: action.title }, action.short), actionTag(data, action, institute),
      before && turnTag(data, row, known, institute)),
    h("td.when", null, timeBar(data, period, year)),
    columns.map((goal, at) => {
      if (strengths[at] === null) return emptyCell(strengths, at);
      const turn = raised(goal, strengths[at]);
      const words = [t(`standing.${strengths[at]}`), ...told, turn?.told];
      return matrixCell(edge(at), strengths[at], words, [short, turnMark(turn)]);
    }));
}

/** Where an action carries nothing: one cell for all columns beside each other, since a large matrix is mostly empty. */
function emptyCell(strengths, at) {
  if (strengths[at - 1] === null) return null;
  const next = strengths.findIndex((strength, column) => column > at && strength !== null);
  return h("td", { colspan: (next < 0 ? strengths.length : next) - at });
}

/** What the agreements make of an action: that it is carried now, that it runs longer, that more take part. */
function turnTag(data, { action, period, undecided }, known, institute) {
  const tag = (was) => h("span.tag.turned", null, was === null ? `+ ${t("agreements.with.new")}`
    : `+ ${t("agreements.with.tag", { was })}`);
  if (!known || (known.undecided && !undecided)) return tag(null);
  if (known.period?.printed !== period?.printed) return tag(known.period?.printed ?? t("matrix.no-period"));
  const was = joinedCount(DATA, action);
  return institute === null && action.owner === "" && was !== joinedCount(data, action) ? tag(tn("matrix.joined", was)) : null;
}

/** Whose an action is; of the sector's own, among those of all, how many take part. */
function actionTag(data, action, institute) {
  const owner = institutesById(data).get(action.owner);
  if (owner) return h("span.tag", { title: owner.name }, owner.code);
  if (institute) return null;
  const joined = data.institutes.filter((one) => one.participates?.some((part) => part.action === action.id));
  const names = joined.map((one) => one.called).join(", ");
  return h("span.tag", { title: names || null }, tn("matrix.joined", joined.length));
}

/** Years as a narrow cell has them: 21-22. */
function shortYears(years) {
  if (years.length === 0) return "–";
  return yearSpans(years).map((span) => span.replace(/\d\d(\d\d)/g, "$1")).join(" ");
}

/** Which institutes carry each action, and how. */
function carriersByAction(data, institute) {
  const carriers = new Map();
  for (const one of data.institutes.filter(({ delivered }) => delivered)) {
    if (institute !== null && one !== institute) continue;
    for (const carried of carriedActions(data, one)) {
      carriers.set(carried.action, [...(carriers.get(carried.action) ?? []), { one, carried }]);
    }
  }
  return carriers;
}

/** Below an action: who takes part, for how long and with which projects, on which conditions. */
function agreementRows(data, { columns, institute }, carriers) {
  const line = (kind, name, tag, period, told) => h(`tr.agreement.${kind}`, null,
    h("th.what", { scope: "row" }, name, tag && h("span.tag", null, tag)),
    h("td.when", null, period && timeBar(data, period, null, kind)),
    h("td.told", { colspan: columns.length }, told));
  const limits = ({ participation, period }, one) => {
    if (participation?.period == null && participation?.strength !== "possible") return [];
    const weaker = participation.strength === "possible" && t("standing.possible");
    const told = [weaker, participation.period?.printed, participation.reason];
    return [line("limited", t("matrix.takes-part"), one.code, period, told.filter(Boolean).join(" – "))];
  };
  const used = (carried, one) => carried.uses.map((use) => {
    const project = projectsById(data).get(use.project);
    const provisional = project?.provisional && t("matrix.provisional");
    const told = [project?.location, provisional, use.condition ?? project?.condition];
    return line(use.conditional ? "unsure" : "sure", project?.title ?? use.project, institute === null && one.code,
      project?.period ?? carried.period, told.filter(Boolean).join(" – "));
  });
  return carriers.flatMap(({ one, carried }) => [...limits(carried, one), ...used(carried, one)]);
}

// --- the timeline --------------------------------------------------------------------------------------------------

function yearScale(data, year) {
  const { years } = data.plan;
  return h("span.scale", { "aria-hidden": "true", style: { "--years": years.length } },
    years.map((one) => h("span", { class: one === year ? "chosen" : "" }, `’${String(one).slice(2)}`)));
}

/** A period as a bar over the years of the plan, with its words; what lies outside the plan is cut off. */
function timeBar(data, period, year, kind = "") {
  const scale = { "--years": data.plan.years.length };
  if (year !== null) scale["--chosen"] = data.plan.years.indexOf(year);
  const band = year === null ? null : h("span.band", { style: scale });
  if (period === null) return h("span.time", { style: scale }, band, h("span.unknown", null, t("matrix.no-period")));
  const [from, to] = [partOf(data.plan.period, period.first, 0), partOf(data.plan.period, period.last, 1)];
  const ends = { "--from": from, "--to": to };
  return h("span.time", { style: scale }, band,
    from < to && h("span.run", { class: `run ${kind}`, style: ends }),
    h("span.words", null, period.printed));
}

/** Where a day lies in the plan, from 0 to 1; `days` counts the day itself too. */
function partOf(plan, day, days) {
  const dayNumber = (iso) => Date.parse(iso) / 86_400_000;
  const start = dayNumber(plan.first);
  const part = (dayNumber(day) + days - start) / (dayNumber(plan.last) + 1 - start);
  return Math.min(1, Math.max(0, part));
}

// --- beside the matrix ---------------------------------------------------------------------------------------------

/** The goals that institutes knowingly leave to others, with their reasons. */
function waiversApart(data, { institute, columns }) {
  const shownGoals = new Set(columns.map(({ id }) => id));
  const waivers = data.institutes.filter((one) => institute === null || one === institute)
    .flatMap((one) => one.waives.filter(({ goal }) => shownGoals.has(goal)).map((waiver) => ({ one, waiver })));
  return h("section.waivers", null, h("h3", null, t("matrix.waivers")),
    waivers.length === 0 ? h("p.quiet", null, t("matrix.waivers.none")) : h("ul", null, waivers.map(({ one, waiver }) =>
      h("li", null, h("b", null, goalsById(data).get(waiver.goal).short), " – ", one.called, ": ", waiver.reason,
        waiver.place && [" ", source(waiver.place)]))));
}

/** The matrix as text, for a sheet or the minutes. */
function matrixTable(known, route) {
  const { settings } = route;
  const data = agreedIn(known, route);
  const { institute, year, columns, summaries, rows } = matrixOf(data, settings);
  const cell = (row, at) => {
    const strength = row.strengths[at];
    return strength === null ? "" : row.runs ? t(`standing.${strength}`) : t("matrix.off", { year });
  };
  return {
    caption: [t("matrix.title"), institute?.called ?? t("matrix.sector"), year].filter(Boolean).join(", "),
    heads: [t("matrix.action"), t("matrix.owner"), t("matrix.period"),
      ...columns.map((goal) => `${goal.code} ${goal.short}`)],
    rows: [
      ...["", ...data.plan.years].map((one) => [one === "" ? t("matrix.period.whole") : String(one), "", "",
        ...columns.map((goal) => countsTold(summaries.get(goal.id)[one], institute))]),
      ...rows.map((row) => [
        row.action.title,
        institutesById(data).get(row.action.owner)?.name ?? t("matrix.owner.sector"),
        row.period?.printed ?? "",
        ...columns.map((_goal, at) => cell(row, at)),
      ]),
    ],
  };
}
