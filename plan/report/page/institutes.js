/** The institutes: a card each, with what is done, what is to be written, what was found, and whom to call. */

const WEIGHTS = ["error", "warning", "tip"];

view("instituten", {
  title: "institutes.title",
  paper: true,

  render(data, route) {
    const shared = data.findings.filter((found) => found.institutes.length === 0);
    return h("div", null,
      h("p.lead", null, t("institutes.lead")),
      h("div.cards", null,
        data.institutes.map((institute) => instituteCard(data, institute, route.path[0] === institute.id)),
        h("article.card", null, h("h3", null, t("institutes.all")), findingsOf(data, shared, true))));
  },

  table(data) {
    const kinds = KINDS.filter((kind) => kind !== "nodata");
    return {
      caption: t("institutes.title"),
      heads: [t("institute"), t("institutes.status"), t("institutes.as_of"), ...kinds.map((kind) => t(`standing.${kind}`)),
        t("institutes.ready"), t("institutes.draft"), t("institutes.to_write"),
        ...WEIGHTS.map((weight) => t(`institutes.${weight}s`)), t("institutes.todo"), t("institutes.contact"), "e-mail"],
      rows: data.institutes.map((institute) => {
        const counts = instituteCounts(data, institute, () => true);
        const { progress, findings } = institute;
        return [institute.name, t(`status.${institute.status}`), institute.as_of ? day(institute.as_of) : "",
          ...kinds.map((kind) => counts[kind]), progress.ready, progress.draft, progress.todo,
          ...WEIGHTS.map((weight) => findings[weight]), findings.todo,
          institute.contact.phone ?? "", institute.contact.email ?? ""];
      }),
    };
  },
});

/** How many goals of some kind an institute carries, and how. */
function instituteCounts(data, institute, wanted) {
  const goals = data.goals.filter(wanted).flatMap((strategic) => strategic.operational);
  return counted(goals.map((goal) => kindOf(coverOf(data).get(cellKey(goal.id, institute.id)))));
}

function instituteCard(data, institute, chosen) {
  const own = data.findings.filter((found) => found.institutes.includes(institute.id));
  const external = instituteCounts(data, institute, ({ kind }) => kind === "external");
  const internal = instituteCounts(data, institute, ({ kind }) => kind === "internal");
  const { ready, draft, todo } = institute.progress;
  const fact = (term, ...told) => [h("dt", null, term), h("dd", null, told)];
  const parts = institute.delivered ? [
    institute.decided ? null : h("p", null, t("why.undecided"), " ", source(institute.participates_place)),
    h("dl", null,
      fact(t("institutes.external"), bar(external)),
      Object.values(internal).some(Boolean) ? fact(t("institutes.internal"), bar(internal)) : null,
      ready + draft + todo > 0 ? fact(t("institutes.done"), [[ready, "ready"], [draft, "draft"], [todo, "to_write"]]
        .filter(([count]) => count > 0).map(([count, word]) => `${count} ${t(`institutes.${word}`)}`).join(" · ")) : null),
    h("h4", null, t("institutes.findings")),
    findingsOf(data, own, chosen),
  ] : h("p", null, t("why.nodata"));
  return h(["article.card", chosen && "chosen", !institute.delivered && "grey"].filter(Boolean).join("."),
    { id: `institute-${institute.id}` },
    h("p.over", null, freshnessOf(institute)),
    h("h3", null, h("a", { href: href("instituten", [institute.id]) }, institute.name)),
    parts,
    h("h4", null, t("institutes.contact")),
    h("p", null, contact(institute)));
}

/** Findings by how much they weigh, each list to be opened; work still to do apart, and how many were accepted. */
function findingsOf(data, findings, open) {
  const standing = findings.filter((found) => found.accepted === null);
  const accepted = findings.length - standing.length;
  const list = (weight, title) => {
    const of = standing.filter((found) => found.severity === weight);
    return of.length === 0 ? null : h("details.findings", { open },
      h("summary", null, title, " ", h(`span.told.${weight}`, null, of.length)),
      h("ul", null, of.map((found) => finding(data, found))));
  };
  const lists = [...WEIGHTS.map((weight) => list(weight, t(`institutes.${weight}s`))), list("todo", t("institutes.todo"))];
  return [
    lists.some(Boolean) ? lists : h("p", null, t("institutes.findings.none")),
    accepted > 0 ? h("p.quiet", null, tn("institutes.accepted", accepted)) : null,
  ];
}

function finding(data, { told, hint, place, name, subject, institutes }) {
  const onMap = goalsById(data).has(subject) ? href("kaart", [subject, ...institutes.slice(0, 1)]) : null;
  return h("li", null, sentence(told),
    hint ? h("span.hint", null, sentence(hint)) : null,
    h("span.quiet", null, h("code", null, place), ` ${name}`),
    onMap ? h("a.screen", { href: onMap }, t("institutes.why")) : null);
}
