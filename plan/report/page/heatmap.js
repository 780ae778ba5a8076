/** The map: each goal at each institute, over the period or in one year. A cell opens why it stands so (why.js). */

/** More gaps than this are no reading on paper. */
const GAPS_ON_PAPER = 60;

/** What a goal takes of the screen at least, in pixels. */
const LEAST_MAP_ROW = 40;

view("kaart", {
  title: "heatmap.title",
  paper: true,
  panel: why,

  render(known, route) {
    const data = agreedIn(known, route);
    const goals = mappedGoals(data, route);
    return h("div", null,
      h("p.lead.screen", null, t("heatmap.lead", { first: data.plan.years[0], last: data.plan.years.at(-1) })),
      h("div.controls", null,
        choice(route, "jaar", t("heatmap.when"),
          [["", t("heatmap.period")], ...data.plan.years.map((year) => [String(year), String(year)])]),
        choice(route, "doelen", t("heatmap.show"),
          [["", t("heatmap.show.all")], ["gaten", t("heatmap.show.gaps")]]),
        agreedToggle(route),
        legend(KINDS, true)),
      agreedNotice(data),
      goals.length > 0 ? heatmap(data, route, goals) : h("p.well", null, t("heatmap.empty")),
      gapList(data, route));
  },

  table(known, route) {
    const data = agreedIn(known, route);
    const year = yearOfMap(data, route);
    return {
      caption: t("heatmap.caption", { when: year ?? data.plan.period.printed }),
      heads: [t("goal"), ...data.institutes.map((institute) => institute.called)],
      rows: mappedGoals(data, route).map((goal) => [
        `${goal.code} ${goal.title}`,
        ...cellsOf(data, goal.id).map((cell) => (year ? t(`standing.${kindIn(cell, year)}`) : standingInWords(cell))),
      ]),
    };
  },
});

/** The year that the map is about; null for the whole period. */
function yearOfMap(data, route) {
  return data.plan.years.find((year) => String(year) === route.settings.jaar) ?? null;
}

/** The goals on the map: all, or those that some institute does not carry as it should, be it in a year. */
function mappedGoals(data, route) {
  const goals = [...goalsById(data).values()];
  if (route.settings.doelen !== "gaten") return goals;
  const year = yearOfMap(data, route);
  const falls = (cell) => isGap(cell) || isShort(cell);
  const fallsIn = (cell) => cell?.kind === "external" && ["possible", "none"].includes(kindIn(cell, year));
  return goals.filter((goal) => cellsOf(data, goal.id).some(year ? fallsIn : falls));
}

function heatmap(data, route, goals) {
  const { institutes } = data;
  const year = yearOfMap(data, route);
  const many = institutes.length > 12;
  const institute = (one) => h("th", { scope: "col" },
    h("a", { href: href("instituten", [one.id]), title: one.name },
      h("span.long", null, one.called),
      h("span.short", null, one.code, h("span.hidden", null, `, ${one.called}`))));
  const groups = data.goals.map((strategic) => ({ strategic, below: goals.filter((goal) => goal.strategic === strategic) }))
    .filter(({ below }) => below.length > 0);
  const group = ({ strategic, below }) => h("tbody", null,
    h("tr.strategic", null, h("th", { scope: "rowgroup", colspan: institutes.length + 2 },
      h("span.code", null, strategic.code), " ", strategic.title)),
    below.map((goal) => mapRow(data, route, goal, year)));
  const table = h(many ? "table.map.many" : "table.map",
    { onkeydown: moveOnMap, onfocusin: rememberCell, style: { "--columns": institutes.length } },
    h("caption.hidden", null, t("heatmap.caption", { when: year ?? data.plan.period.printed })),
    h("thead", null, h("tr", null,
      h("th", { scope: "col" }, t("goal")),
      institutes.map(institute),
      h("th.count", { scope: "col", title: t("heatmap.certain") },
        h("span", { "aria-hidden": "true" }, DATA.signs.certain), h("span.hidden", null, t("heatmap.certain"))))));
  fill(table, groups, group, ({ below }) => below.length * LEAST_MAP_ROW);
  table.querySelector("td a")?.setAttribute("tabindex", "0");
  return h(institutes.length > 8 ? "div.scroll.tall" : "div.scroll", null, table);
}

function mapRow(data, route, goal, year) {
  const cells = cellsOf(data, goal.id);
  const certain = cells.filter((cell) => cell && (year ? cell.years[year] : cell.standing) === "certain").length;
  const few = goal.strategic.kind === "external" && certain < data.plan.minimum_institutes;
  return h("tr", null,
    h("th", { scope: "row" }, h("a", { href: href("kaart", [goal.id], route.settings) },
      h("span.code", null, goal.code), " ", goal.short)),
    cells.map((cell, at) => mapCell(data, route, goal, data.institutes[at], cell, year)),
    h(few ? "td.count.few" : "td.count", null, certain));
}

function mapCell(data, route, goal, institute, cell, year) {
  const kind = year ? kindIn(cell, year) : kindOf(cell);
  const standing = year ? t(`standing.${kind}`) : standingInWords(cell);
  const turn = turnOf(data, cell, year);
  const told = [standing, turn?.told].filter(Boolean).join("; ");
  const label = t("heatmap.cell", { code: goal.code, goal: goal.title, institute: institute.called, standing: told });
  return h(`td.st-${kind}`, null,
    h("a",
      { href: href("kaart", [goal.id, institute.id], route.settings), tabindex: "-1", title: label, "aria-label": label },
      year ? DATA.signs[kind] : signOf(cell), turnMark(turn),
      year || !cell || cell.kind === "internal" || cell.excused ? null : yearBars(data, cell)));
}

/** A bar for each year, so that a goal that falls away is seen falling away: high for certain, half as high for possible. */
function yearBars(data, cell) {
  const standings = data.plan.years.map((year) => cell.years[year]);
  const name = standings.join();
  if (!knownBars.has(name)) knownBars.set(name, barsOf(standings));
  return knownBars.get(name).cloneNode();
}

/** Bars by the standings they show, to be cloned: a large map has a thousand of them. */
const knownBars = new Map();

/** Bars as one background, with a layer for each height. */
function barsOf(standings) {
  const heights = { certain: "100%", possible: "50%", none: "1px" };
  const wide = 100 / standings.length;
  const layer = (standing) => {
    const stops = standings.map((one, at) => {
      const [left, right] = [(at + 0.1) * wide, (at + 0.9) * wide];
      return one === standing ? `#0000 ${left}%, currentcolor ${left}% ${right}%, #0000 ${right}%` : null;
    }).filter(Boolean);
    return `linear-gradient(90deg, ${stops.join(", ")}) 0 100% / 100% ${heights[standing]} no-repeat`;
  };
  const style = { background: [...new Set(standings)].map(layer).join(","), width: `${standings.length * 0.6}rem` };
  return h("span.bars", { "aria-hidden": "true", style });
}

/** Every gap in a list, with what would mend it at the least cost: below the map. A long list is made when opened. */
function gapList(data, route) {
  const goals = [...goalsById(data).values()];
  const gaps = goals.flatMap((goal) => cellsOf(data, goal.id).filter((cell) => isGap(cell) || isShort(cell)));
  if (gaps.length === 0) return null;
  const title = tn("heatmap.gaps", gaps.length);
  const make = () => h("table.items", null,
    h("caption.hidden", null, title),
    h("thead", null, h("tr", null,
      ["goal", "institute", "heatmap.stands", "heatmap.repair"].map((key) => h("th", { scope: "col" }, t(key))))),
    h("tbody", null, gaps.map((cell) => gapRow(data, route, cell))));
  const long = gaps.length > GAPS_ON_PAPER;
  const list = h("details.gaps", { ontoggle: () => { if (!list.querySelector("table")) list.append(make()); } },
    h("summary", null, title), long ? null : make());
  return list;
}

function gapRow(data, route, cell) {
  const goal = goalsById(data).get(cell.goal);
  const [repair] = data !== DATA ? [] : data.repairs[cellKey(cell.goal, cell.institute)] ?? [];
  return h("tr", null,
    h("th", { scope: "row" }, h("a", { href: href("kaart", [cell.goal, cell.institute], route.settings) },
      h("span.code", null, goal.code), " ", goal.short)),
    h("td", null, institutesById(data).get(cell.institute).called),
    h("td", null, standingInWords(cell)),
    h("td", null, repair ? [sentence(repairTold(data, repair)), " ", source(repair.place)] : null));
}

// --- from cell to cell ---------------------------------------------------------------------------------------------

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function moveOnMap(event) {
  const cell = event.target.closest("td");
  if (!cell) return;
  const rows = [...event.currentTarget.querySelectorAll("tbody tr:not(.strategic)")]
    .map((row) => [...row.querySelectorAll("td a")]);
  const row = rows.findIndex((links) => links.includes(event.target));
  const column = rows[row].indexOf(event.target);
  const [down, right] = STEPS[event.key] ?? [0, 0];
  const to = { Home: rows[row][0], End: rows[row].at(-1) }[event.key] ?? rows[row + down]?.[column + right];
  if (!to || to === event.target) return;
  event.preventDefault();
  to.focus();
}

/** Tab comes back to the cell that was left. */
function rememberCell(event) {
  if (!event.target.matches("td a")) return;
  for (const link of event.currentTarget.querySelectorAll("td a[tabindex='0']")) link.tabIndex = -1;
  event.target.tabIndex = 0;
}
