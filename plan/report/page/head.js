/** The head of the page: what it is about, and how fresh the data of each institute are. */

function head(data) {
  const { title, organisation, date } = data.plan;
  return h("header.head", null,
    h("div.title", null,
      h("div", null,
        h("p.over", null, t("head.subject")),
        h("h1", null, title),
        h("p.under", null, [organisation, t("head.dated", { date: day(date) })].filter(Boolean).join(" · "))),
      h("button.tool.strong", { type: "button", onclick: printEverything }, t("tool.print.all"))),
    data.unread.length > 0 ? h("ul.unread", { role: "alert" }, data.unread.map((told) => h("li", null, told))) : null,
    freshness(data));
}

/** How fresh the data of each institute are. */
function freshness(data) {
  const delivered = data.institutes.filter((institute) => institute.delivered).length;
  return h("details.fresh", null,
    h("summary", null, t("head.fresh"), " ",
      h("span.told", null, t("head.fresh.told", { delivered, count: data.institutes.length }))),
    h("ul", null, data.institutes.map((institute) =>
      h(`li.${institute.delivered ? "fresh-data" : "fresh-none"}`, null,
        h("a", { href: href("instituten", [institute.id]) }, institute.called),
        h("span", null, freshnessOf(institute))))));
}

/** The overview shows how fresh the data are where there is room; other views have it in a line. */
function unfoldFreshness(data, view) {
  const roomy = data.institutes.length <= 12 && matchMedia("(min-width: 48rem)").matches;
  document.querySelector(".fresh").open = roomy && view === views.keys().next().value;
}

/** How far an institute is and of which day its data are: "ingediend, stand van 15 mei 2020". */
function freshnessOf(institute) {
  const status = t(`status.${institute.status}`);
  if (!institute.delivered) return status;
  return `${status}, ${institute.as_of ? t("head.as_of", { date: day(institute.as_of) }) : t("head.undated")}`;
}
