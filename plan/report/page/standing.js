/**
 * How a cell stands, in a sign, in words and as a name for its looks: plan/standings.py says the same of the same cell.
 *
 * A cell's kind is one of KINDS; it is the end of its class (`st-certain`) and of its word (`standing.certain`).
 */

const KINDS = ["certain", "possible", "none", "undecided", "left", "nodata"];

/** What a cell is shown as; one that is not there has no data. */
function kindOf(cell) {
  if (!cell) return "nodata";
  if (cell.excused) return cell.waiver ? "left" : "undecided";
  return cell.standing;
}

/** What a cell is shown as in one year: what is waived or undecided is so in each year that nothing carries it. */
function kindIn(cell, year) {
  if (!cell) return "nodata";
  const standing = cell.years[year];
  if (standing !== "none") return standing;
  if (cell.waiver) return "left";
  return cell.undecided ? "undecided" : "none";
}

/** The sign of a cell over the period, with what it rests on and whether it is waived: `●*w`. */
function signOf(cell) {
  const sign = DATA.signs[kindOf(cell)];
  if (!cell || cell.excused) return sign;
  const behind = [[cell.conditionalOnly, "projects"], [cell.waiver, "left"], [isDoubted(cell), "doubted"]];
  return sign + behind.map(([holds, name]) => (holds ? DATA.signs[name] : "")).join("");
}

/** How an institute carries a goal: "zeker, niet in 2023-2025; alleen met projecten die nog niet vaststaan". */
function standingInWords(cell) {
  const standing = knownInWords(cell);
  return isDoubted(cell) ? t("standing.doubted", { standing }) : standing;
}

/** Whether what is lacking may stand in a file that cannot be read. */
function isDoubted(cell) {
  return cell !== undefined && cell.inDoubt && !cell.excused && (!cell.covered || cell.shortYears.length > 0);
}

function knownInWords(cell) {
  const kind = kindOf(cell);
  if (kind === "left") return t("standing.waived", { reason: cell.waiver.reason });
  if (kind === "undecided" || kind === "nodata" || kind === "none") return t(`standing.${kind}`);
  let standing = t(`standing.${kind}`);
  if (cell.kind === "internal") standing = t("standing.internal");
  else if (cell.shortYears.length === 0) standing = t("standing.every_year", { standing });
  else standing = t("standing.short", { standing, years: series(yearSpans(cell.shortYears)) });
  if (cell.waiver) standing = t("standing.yet_waived", { standing });
  if (cell.conditionalOnly) return t("standing.unsure", { standing });
  if (cell.withoutProject && cell.kind === "external") return t("standing.without_project", { standing });
  return standing;
}

/** Whether a cell is a gap: nothing certain, and neither waived, nor still to be decided, nor in a file that cannot be read. */
function isGap(cell) {
  return cell !== undefined && !cell.covered && !cell.excused && !cell.inDoubt;
}

/** Whether a goal is certain at an institute, but not every year. */
function isShort(cell) {
  return cell?.standing === "certain" && cell.shortYears.length > 0 && !cell.inDoubt;
}

/** The cells of a goal at all institutes, in their order; undefined where there are no data. */
function cellsOf(data, goal) {
  const cells = coverOf(data);
  return data.institutes.map((institute) => cells.get(cellKey(goal, institute.id)));
}

/** How an institute carries a strategic goal: certain when it takes care of each goal below it; null without any. */
function strategicKind(data, strategic, institute) {
  if (!institute.delivered) return "nodata";
  if (strategic.operational.length === 0) return null;
  const cells = strategic.operational.map((goal) => coverOf(data).get(cellKey(goal.id, institute.id)));
  const lacking = cells.filter((cell) => !cell.covered);
  if (lacking.length === 0) return cells.every((cell) => kindOf(cell) === "left") ? "left" : "certain";
  if (lacking.some((cell) => cell.excused)) return "undecided";
  return lacking.every((cell) => cell.standing === "possible") ? "possible" : "none";
}

/** A sign on its ground, with its meaning for who cannot see it. */
function mark(kind, sign = DATA.signs[kind]) {
  return h(`span.mark.st-${kind}`, { role: "img", "aria-label": t(`standing.${kind}`) }, sign);
}

/** What the signs mean. */
function legend(kinds = KINDS, unsure = false) {
  const entry = (kind, sign) => h("li", null,
    h(`span.mark.st-${kind}`, { "aria-hidden": "true" }, sign), ` ${t(`standing.${kind}`)}`);
  return h("ul.legend", { "aria-label": t("legend") },
    kinds.map((kind) => entry(kind, DATA.signs[kind])),
    unsure ? entry("projects", DATA.signs.projects) : null);
}
