/** The overview: how many institutes carry each goal, in bars of real numbers, in plan order or the worst first. */

view("overzicht", {
  title: "overview.title",
  paper: true,

  render(data, route) {
    const order = choice(route, "volgorde", t("overview.order"),
      [["plan", t("overview.order.plan")], ["ergste", t("overview.order.worst")]]);
    const groups = overviewGroups(data, route.settings.volgorde === "ergste");
    return h("div", null,
      keyFigures(data),
      h("p.lead", null, t("overview.lead", { period: data.plan.period.printed })),
      h("div.controls", null, order, legend()),
      h("table.overview", null,
        h("caption.hidden", null, t("overview.caption")),
        h("thead.hidden", null, h("tr", null,
          h("th", { scope: "col" }, t("goal")), h("th", { scope: "col" }, t("overview.bar")))),
        groups.map((rows) => h("tbody", null, rows.map((row) => overviewRow(data, row))))));
  },

  table(data, route) {
    const rows = overviewGroups(data, route.settings.volgorde === "ergste").flat();
    return {
      caption: t("overview.caption"),
      heads: [t("goal"), ...KINDS.map((kind) => t(`standing.${kind}`))],
      rows: rows.map((row) => [`${row.code} ${row.title}`, ...KINDS.map((kind) => row.counts[kind])]),
    };
  },
});

/**
 * What stands below each other: the strategic goals, each above its own; or, the worst first, all operational goals
 * and then the strategic ones.
 */
function overviewGroups(data, worstFirst) {
  const groups = data.goals.map((strategic) => [
    {
      ...strategic,
      strategic: true,
      counts: counted(data.institutes.map((institute) => strategicKind(data, strategic, institute))),
    },
    ...strategic.operational.map((goal) => operationalRow(data, strategic, goal)),
  ]);
  if (!worstFirst) return groups;
  const rows = groups.flat();
  return [rows.filter((row) => !row.strategic), rows.filter((row) => row.strategic)].map((group) => group.sort(byNeed));
}

function operationalRow(data, strategic, goal) {
  const cells = cellsOf(data, goal.id);
  const certain = cells.filter((cell) => cell?.standing === "certain").length;
  return {
    ...goal,
    counts: counted(cells.map(kindOf)),
    few: strategic.kind === "external" && certain < data.plan.minimum_institutes,
    short: cells.filter(isShort).length,
    internal: strategic.kind === "internal",
  };
}

function counted(kinds) {
  return Object.fromEntries(KINDS.map((kind) => [kind, kinds.filter((one) => one === kind).length]));
}

/** Fewest certain first, then those that fall short in most places, then fewest possible; else as in the plan. */
function byNeed(one, other) {
  const carried = ({ counts, internal }) => counts.certain + (internal ? counts.possible : 0);
  return carried(one) - carried(other)
    || (other.short ?? 0) - (one.short ?? 0)
    || one.counts.possible - other.counts.possible;
}

function overviewRow(data, row) {
  const { minimum_institutes: minimum } = data.plan;
  const name = [h("span.code", null, row.code), " ", row.title];
  return h(row.strategic ? "tr.strategic" : "tr", null,
    h("th", { scope: "row" },
      row.strategic ? name : h("a", { href: href("kaart", [row.id]) }, name),
      row.few ? [" ", h("span.flag", null, tn("overview.few", minimum, { minimum }))] : null,
      row.short ? [" ", h("span.flag.soft", null, tn("overview.short", row.short))] : null),
    h("td", null, bar(row.counts)));
}

/** A bar in which each part is as long as it counts; it says its numbers in text, with the sign of what it counts. */
function bar(counts) {
  const parts = KINDS.filter((kind) => counts[kind] > 0);
  return h("ul.bar", null, parts.map((kind) =>
    h(`li.st-${kind}`, { style: { "flex-grow": counts[kind] }, title: t(`standing.${kind}`) },
      h("span", { "aria-hidden": "true" }, DATA.signs[kind]), ` ${counts[kind]} `,
      h("span.hidden", null, t(`standing.${kind}`)))));
}

/** The few numbers that a meeting opens with, each a way to what it counts. */
function keyFigures(data) {
  const goals = [...goalsById(data).values()].map((goal) => operationalRow(data, goal.strategic, goal));
  const cells = [...coverOf(data).values()];
  const items = data.frameworks.flatMap((framework) => framework.items);
  const figures = [
    ["uncarried", goals.filter((goal) => goal.few).length, href("overzicht", [], { volgorde: "ergste" })],
    ["gaps", cells.filter(isGap).length, href("kaart", [], { doelen: "gaten" })],
    ["short", cells.filter(isShort).length,
      href("kaart", [], { doelen: "gaten" })],
    ["undecided", data.institutes.filter((one) => one.delivered && !one.decided).length, href("instituten")],
    ["unanswered", items.filter((item) => !item.answered).length, href("kaders")],
  ];
  return h("ul.figures", null, figures.map(([name, count, address]) =>
    h(count > 0 ? "li" : "li.well", null,
      h("a", { href: address }, h("strong", null, count), " ", h("span", null, tn(`figure.${name}`, count))))));
}
