/** The frameworks: what others ask of the sector, with the goals and actions that answer it; what has no answer first. */

view("kaders", {
  title: "frameworks.title",
  paper: true,
  told: (data) => data.frameworks.flatMap(({ items }) => items).filter((item) => !item.answered).length || "",

  render(data, route) {
    if (data.frameworks.length === 0) return h("p", null, t("frameworks.none"));
    const shown = choice(route, "onderdelen", t("frameworks.show"),
      [["", t("frameworks.show.all")], ["open", t("frameworks.show.unanswered")]]);
    return h("div", null,
      h("p.lead", null, t("frameworks.lead")),
      h("div.controls", null, shown),
      data.frameworks.map((framework) => frameworkTable(data, framework, route.settings.onderdelen === "open")));
  },

  table(data) {
    return {
      caption: t("frameworks.title"),
      heads: [t("frameworks.framework"), t("frameworks.item"), t("frameworks.goals"), t("frameworks.actions")],
      rows: data.frameworks.flatMap((framework) => openFirst(framework.items).map((item) => [
        framework.title,
        item.title,
        item.answered ? item.goals.map((id) => answeringGoal(data, id).code).join(", ") : t("frameworks.unanswered"),
        item.actions.map((id) => actionsById(data).get(id).title).join("; "),
      ])),
    };
  },
});

function openFirst(items) {
  return [...items.filter((item) => !item.answered), ...items.filter((item) => item.answered)];
}

function frameworkTable(data, framework, onlyOpen) {
  const items = openFirst(framework.items).filter((item) => !(onlyOpen && item.answered));
  const answered = framework.items.filter((item) => item.answered).length;
  return h("section.framework", null,
    h("h3", null, framework.title, " ",
      h("span.told", null, t("frameworks.told", { answered, count: framework.items.length }))),
    items.length === 0 ? h("p.well", null, t("frameworks.complete")) : h("table.items", null,
      h("caption.hidden", null, framework.title),
      h("thead", null, h("tr", null,
        ["frameworks.item", "frameworks.goals", "frameworks.actions"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, items.map((item) => h(item.answered ? "tr" : "tr.open", null,
        h("th", { scope: "row" }, item.title, " ", source(item.place)),
        h("td", null, answersOf(data, item)),
        h("td", null, h("ul", null, item.actions.map((id) => h("li", null, actionsById(data).get(id).short)))))))));
}

function answersOf(data, item) {
  const elsewhere = data.frameworks.find((framework) => framework.id === item.worked_out_in);
  return [
    item.answered ? null : h("span.flag", null, t("frameworks.unanswered")),
    h("ul", null, item.goals.map((id) => {
      const goal = answeringGoal(data, id);
      const name = [h("span.code", null, goal.code), " ", goal.short ?? goal.title];
      return h("li", null, goal.operational ? name : h("a", { href: href("kaart", [id]) }, name));
    })),
    elsewhere ? h("p", null, t("frameworks.elsewhere", { framework: elsewhere.title })) : null,
  ];
}

/** A goal that answers an item, strategic or operational. */
function answeringGoal(data, id) {
  return goalsById(data).get(id) ?? data.goals.find((strategic) => strategic.id === id);
}
