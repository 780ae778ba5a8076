/** Why a goal stands as it does at an institute and what would mend it; or, without institute, at each of them. */

/** What the address asks for: `solidariteit/gent`, or `solidariteit`. */
function why(known, route) {
  const data = agreedIn(known, route);
  const [goalId, instituteId] = route.path;
  const goal = goalsById(data).get(goalId);
  const institute = institutesById(data).get(instituteId);
  if (!goal || (instituteId && !institute)) return h("div", null, h("h3", null, t("why.unknown")));
  return institute ? whyHere(data, route, goal, institute) : whyAnywhere(data, route, goal);
}

function whyHere(data, route, goal, institute) {
  const cell = coverOf(data).get(cellKey(goal.id, institute.id));
  return h("article.why", null,
    h("p.over", null, institute.name),
    h("h3", null, h("span.code", null, goal.code), " ", goal.title),
    h("p.verdict", null, mark(kindOf(cell), signOf(cell)), " ", h("strong", null, sentence(standingInWords(cell)))),
    data !== DATA && h("p.notice", null, [t("agreements.with"), turnOf(data, cell)?.told].filter(Boolean).join("; ")),
    cell ? whyOf(data, cell, route) : h("p", null, t("why.nodata")),
    h("p.more", null, h("a", { href: href("kaart", [goal.id], route.settings) }, t("why.others"))),
    h("h4", null, t("why.call")),
    h("p", null, h("strong", null, institute.name), h("br"), contact(institute)));
}

function whyOf(data, cell, route) {
  const institute = institutesById(data).get(cell.institute);
  const certainFirst = BEST_FIRST.flatMap((strength) => cell.contributions.filter((one) => one.strength === strength));
  const repairs = data.repairs[cellKey(cell.goal, cell.institute)] ?? [];
  return [
    cell.undecided ? h("p", null, t("why.undecided"), " ", source(institute.participates_place)) : null,
    cell.waiver ? [h("h4", null, t("why.waived")), h("p", null, cell.waiver.reason, " ", source(cell.waiver.place))] : null,
    cell.kind === "external" ? [h("h4", null, t("why.years")), yearTable(data, cell)] : null,
    h("div.reasons", null,
      h("section", null, h("h4", null, t("why.actions")),
        certainFirst.length > 0
          ? h("ul.contributions", null, certainFirst.map((one) => h("li", null, contribution(data, one))))
          : h("p", null, t("why.actions.none"))),
      h("section", null, h("h4", null, t("why.repairs")),
        data !== DATA ? repairsOfPlan(cell, route) : repairs.length > 0
          ? h("ol.repairs", null, repairs.map((repair) =>
            h("li", null, h("span", null, sentence(repairTold(data, repair))), source(repair.place))))
          : h("p", null, t("why.repairs.none")))),
  ];
}

/** What would mend it was worked out for the plan as it is: with the agreements we only say where that stands. */
function repairsOfPlan({ goal, institute }, { settings: { afspraken: _with, ...settings } }) {
  return h("p", null, t("why.repairs.as-is"), " ",
    h("a", { href: href("kaart", [goal, institute], settings) }, t("why.repairs.see")));
}

/** A repair as a meeting would say it: what to do with which action, and which years that gains. */
function repairTold(data, { do: kind, action: id, goal, institute, years }) {
  const action = actionsById(data).get(id);
  const fields = { action: action?.title, years: series(yearSpans(years)) };
  const part = kind === "raise" && action.certain.some((link) => link.goal === goal);
  const undated = kind === "prolong" && !(participationIn(data, { institute, action: id })?.period ?? action.period);
  const variant = part ? ".part" : undated ? ".new" : kind === "join" && years.length === 0 ? ".internal" : "";
  return t(`repair.${kind}${variant}`, fields);
}

function yearTable(data, cell) {
  const { years } = data.plan;
  return h("table.years", null,
    h("thead", null, h("tr", null, years.map((year) => h("th", { scope: "col" }, year)))),
    h("tbody", null, h("tr", null, years.map((year) => {
      const kind = kindIn(cell, year);
      return h(`td.st-${kind}`, null, DATA.signs[kind], h("small", null, t(`standing.${kind}`)));
    }))));
}

/** An action that contributes: how surely, whose it is, when it runs, with which projects, and where that is written. */
function contribution(data, { action, strength, years, period, participation, uses, place }) {
  const owner = action.owner ? t("own") : t("sector");
  const notes = [
    period === null ? t("why.without_period") : years.length === 0 ? t("why.outside") : null,
    participation?.strength === "possible" ? t("why.weaker") : null,
    participation?.period ? t("why.shorter", { period: participation.period.printed }) : null,
    participation?.reason ? t("why.reason", { reason: participation.reason }) : null,
  ].filter(Boolean);
  return [
    h("p", null, mark(strength), " ", h("strong", null, action.title), " ", source(place)),
    h("p.facts", null, [t(`standing.${strength}`), owner, period?.printed, ...notes].filter(Boolean).join(" · ")),
    uses.length > 0 ? h("ul.projects", { "aria-label": t("why.projects") }, uses.map((use) => project(data, use))) : null,
  ];
}

function project(data, use) {
  const known = projectsById(data).get(use.project);
  const condition = use.condition ?? known?.condition;
  const title = [known?.title ?? use.project, known?.location].filter(Boolean);
  return h("li", null, [...new Set(title)].join(", "),
    use.conditional ? [" ", h("span.flag.soft", null, t(condition ? "why.conditional" : "why.provisional"))] : null,
    condition ? [" ", h("span.condition", null, condition)] : null,
    " ", source(use.place));
}

/** One goal at all institutes. */
function whyAnywhere(data, route, goal) {
  const cells = cellsOf(data, goal.id);
  return h("article.why", null,
    h("p.over", null, `${goal.strategic.code} ${goal.strategic.title}`),
    h("h3", null, h("span.code", null, goal.code), " ", goal.title),
    goal.statement ? h("p.statement", null, goal.statement, " ", source(goal.place)) : null,
    h("ul.standings", null, data.institutes.map((institute, at) => h("li", null,
      mark(kindOf(cells[at]), signOf(cells[at])),
      h("span", null,
        h("a", { href: href("kaart", [goal.id, institute.id], route.settings) }, institute.called),
        h("br"), standingInWords(cells[at]))))));
}

/** How to reach an institute. */
function contact({ contact: { address, phone, email, website } }) {
  const parts = [
    phone ? h("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, phone) : null,
    email ? h("a", { href: `mailto:${email}` }, email) : null,
    website,
    address,
  ].filter(Boolean);
  return parts.length > 0 ? parts.flatMap((part, at) => (at > 0 ? [" · ", part] : [part])) : t("institutes.contact.none");
}

/** A text as a sentence begins. */
function sentence(text) {
  return text.charAt(0).toLocaleUpperCase(DATA.language) + text.slice(1);
}
