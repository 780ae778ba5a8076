/**
 * Coverage worked out in the page: the same as plan/coverage.py makes of the same plan.
 *
 * In: the data of the page, or those data with decisions applied. Out: a cell for each operational goal at each
 * institute with data. A what-if is nothing else than this on changed data. Knows no DOM.
 *
 * @typedef {{text: string, printed: string, first: string, last: string}} Period  first and last day as ISO dates
 * @typedef {{action: object, strength: string, years: number[], period: ?Period, participation: ?object,
 *            uses: object[], place: string}} Contribution
 * @typedef {{goal: string, institute: string, kind: string, standing: string, years: Object<number, string>,
 *            waiver: ?object, undecided: boolean, conditionalOnly: boolean, withoutProject: boolean,
 *            covered: boolean, excused: boolean, inDoubt: boolean, shortYears: number[], uncertainYears: number[],
 *            contributions: Contribution[]}} Cell
 * @typedef {{do: "join"|"raise"|"prolong"|"waive", institute: string, goal: string, action?: string,
 *            from?: ?number, to?: ?number, strength?: string, reason?: string, note?: string, was: ?string}} Decision
 */

const BEST_FIRST = ["certain", "possible", "none"];

/**
 * How each institute with data carries each operational goal; a cell that is not there has no data.
 * @returns {Map<string, Cell>} by "goal/institute"
 */
function computeCoverage(data) {
  const cells = new Map();
  for (const institute of data.institutes) {
    if (!institute.delivered) continue;
    const contributions = contributionsByGoal(data, institute);
    const waivers = new Map([...institute.waives].reverse().map((waiver) => [waiver.goal, waiver]));
    for (const strategic of data.goals) {
      for (const goal of strategic.operational) {
        const found = contributions.get(goal.id) ?? [];
        const cell = coverageCell(data.plan.years, strategic.kind, institute, found, waivers.get(goal.id) ?? null);
        cells.set(cellKey(goal.id, institute.id), { goal: goal.id, institute: institute.id, ...cell });
      }
    }
  }
  return cells;
}

/** Where a cell stands in the map. */
function cellKey(goal, institute) {
  return `${goal}/${institute}`;
}

function coverageCell(years, kind, institute, contributions, waiver) {
  const internal = kind === "internal";
  // An internal goal needs an action, whenever that runs.
  const counting = contributions.filter((one) => internal || one.years.length > 0);
  const standing = bestStanding(counting);
  const uses = counting.filter((one) => one.strength === standing).flatMap((one) => one.uses);
  const byYear = Object.fromEntries(
    years.map((year) => [year, bestStanding(contributions.filter((one) => one.years.includes(year)))]),
  );
  const undecided = institute.participates === null;
  return {
    kind,
    standing,
    years: byYear,
    waiver,
    undecided,
    conditionalOnly: uses.length > 0 && uses.every((use) => use.conditional),
    withoutProject: standing !== "none" && uses.length === 0,
    covered: waiver !== null || standing === "certain" || (internal && standing === "possible"),
    excused: standing === "none" && (waiver !== null || undecided),
    inDoubt: institute.in_doubt && waiver === null,
    shortYears: internal ? [] : years.filter((year) => byYear[year] !== standing),
    uncertainYears: years.filter((year) => byYear[year] !== "certain"),
    contributions,
  };
}

function bestStanding(contributions) {
  return BEST_FIRST.find((standing) => contributions.some((one) => one.strength === standing)) ?? "none";
}

function contributionsByGoal(data, institute) {
  /** @type {Map<string, Contribution[]>} */
  const byGoal = new Map();
  for (const carried of carriedActions(data, institute)) {
    const years = data.plan.years.filter((year) => runsIn(carried.period, year));
    const named = new Set();
    for (const [strength, links] of [["certain", carried.certain], ["possible", carried.possible]]) {
      for (const { goal, place } of links) {
        if (named.has(goal)) continue;
        named.add(goal);
        const { action, period, participation, uses } = carried;
        if (!byGoal.has(goal)) byGoal.set(goal, []);
        byGoal.get(goal).push({ action, strength, years, period, participation, uses, place });
      }
    }
  }
  return byGoal;
}

/**
 * What an institute carries, in printed order: its own actions and those of the sector that it takes part in, which
 * its participation may weaken or shorten.
 */
function carriedActions(data, institute) {
  const joined = new Map((institute.participates ?? []).map((one) => [one.action, one]));
  return printedOrder(data, institute)
    .filter((action) => action.owner === institute.id || (action.owner === "" && joined.has(action.id)))
    .map((action) => carriedAction(action, action.owner ? null : joined.get(action.id)));
}

/** An action as an institute carries it; without participation as the action itself says. */
function carriedAction(action, participation) {
  const weakened = participation?.strength === "possible";
  const shortened = participation?.period ?? null;
  return {
    action,
    participation,
    period: shortened && action.period ? sharedPeriod(action.period, shortened) : shortened ?? action.period,
    certain: weakened ? [] : action.certain,
    possible: weakened ? [...action.certain, ...action.possible] : action.possible,
    uses: participation ? participation.projects : action.projects,
  };
}

/** All actions as an institute orders them: first those it lists, then the others. */
function printedOrder(data, institute) {
  const order = institute.action_order;
  const positions = new Map(order.map((id, at) => [id, at]).reverse());  // what stands there twice counts where it is first
  const position = (action) => positions.get(action.id) ?? order.length;
  return [...data.actions].sort((one, other) => position(one) - position(other));
}

// --- periods -------------------------------------------------------------------------------------------------------

/** Whether a period has a day in that year; one that ends before it begins has none. */
function runsIn(period, year) {
  return period !== null && period.first <= period.last && yearOf(period.first) <= year && year <= yearOf(period.last);
}

/** The days that two periods share; null when there are none. */
function sharedPeriod(one, other) {
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  if (first > last || one.first > one.last || other.first > other.last) return null;
  return [one, other].find((period) => period.first === first && period.last === last) ?? periodOf(first, last);
}

/** A period from its first and last day, printed in years where it has whole years. */
function periodOf(first, last) {
  const whole = first.endsWith("-01-01") && last.endsWith("-12-31");
  const ends = whole ? [first.slice(0, 4), last.slice(0, 4)] : [first, last];
  const printed = ends[0] === ends[1] ? ends[0] : ends.join(whole ? "-" : " / ");
  return { text: printed, printed, first, last };
}

function yearOf(day) {
  return Number(day.slice(0, 4));
}

/** Years with those that follow each other joined: `2021 en 2023-2025` as `["2021", "2023-2025"]`. */
function yearSpans(years) {
  const spans = [];
  for (const year of years) {
    const last = spans.at(-1);
    if (last && last[1] === year - 1) last[1] = year;
    else spans.push([year, year]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
}

// --- what if -------------------------------------------------------------------------------------------------------

/**
 * The data as they would be after these decisions, in the order in which `plan apply` takes them; the data themselves
 * stay as they are. A decision that cannot be carried out changes nothing.
 * @param {Decision[]} decisions
 */
function withDecisions(data, decisions) {
  return inOrderOfApplying(data, decisions)
    .reduce((changed, decision) => WITH_DECISION[decision.do]?.(changed, decision) ?? changed, data);
}

/** What prolongs an action that is carried already comes first: whoever joins it then joins all of it. */
function inOrderOfApplying(data, decisions) {
  const first = decisions.filter((one) => one.do === "prolong" && carriedBy(data, one));
  return [...first, ...decisions.filter((one) => !first.includes(one))];
}

const WITH_DECISION = {
  join(data, decision) {
    const action = data.actions.find((one) => one.id === decision.action && one.owner === "");
    if (!action || participationIn(data, decision)) return data;
    const { from, to } = decision;
    const whole = action.period ?? data.plan.period;
    if ((from && from > yearOf(whole.last)) || (to && to < yearOf(whole.first))) return data;
    const later = from && from > yearOf(whole.first);
    const earlier = to && to < yearOf(whole.last);
    const joined = {
      action: action.id,
      strength: decision.strength ?? "certain",
      period: later || earlier
        ? periodOf(later ? `${from}-01-01` : whole.first, earlier ? `${to}-12-31` : whole.last)
        : null,
      reason: decision.note ?? null,
      projects: [],
    };
    return withInstitute(data, decision.institute, (institute) => ({
      participates: [...(institute.participates ?? []), joined],
    }));
  },

  raise(data, decision) {
    const action = carriedBy(data, decision);
    const names = (links) => links.some((link) => link.goal === decision.goal);
    if (!action || !names([...action.certain, ...action.possible])) return data;
    const strong = withParticipation(data, decision, { strength: "certain" });
    if (names(action.certain)) return strong;
    const raised = action.possible.filter((link) => link.goal === decision.goal);
    const possible = action.possible.filter((link) => link.goal !== decision.goal);
    return withAction(strong, action.id, { certain: [...action.certain, ...raised], possible });
  },

  prolong(data, decision) {
    const action = carriedBy(data, decision);
    if (!action) return data;
    const years = [decision.from, decision.to].filter(Boolean);
    const shortened = participationOf(data, decision, action)?.period;
    if (!shortened) return withAction(data, action.id, { period: prolongedPeriod(data, action.period, decision) });
    if (action.period && !years.every((year) => runsIn(action.period, year))) return data;
    return withParticipation(data, decision, { period: prolongedPeriod(data, shortened, decision) });
  },

  waive(data, decision) {
    return withInstitute(data, decision.institute, (institute) => {
      const reworded = (waiver) => (waiver.goal === decision.goal ? { ...waiver, reason: decision.reason } : waiver);
      return institute.waives.some((waiver) => waiver.goal === decision.goal)
        ? { waives: institute.waives.map(reworded) }
        : { waives: [...institute.waives, { goal: decision.goal, reason: decision.reason }] };
    });
  },
};

/** A period that begins in the year `from` or before, and ends in `to` or after; months and days stay as they are. */
function prolongedPeriod(data, period, { from, to }) {
  if (period === null) return periodOf(`${from ?? data.plan.years[0]}-01-01`, `${to ?? data.plan.years.at(-1)}-12-31`);
  const inYear = (day, year) => `${year}${day.slice(4)}`.replace(/(?<=^\d{4})-02-29$/, "-02-28");
  const first = from && from < yearOf(period.first) ? inYear(period.first, from) : period.first;
  const last = to && to > yearOf(period.last) ? inYear(period.last, to) : period.last;
  return first === period.first && last === period.last ? period : periodOf(first, last);
}

/** The action that a decision is about, where its institute carries that. */
function carriedBy(data, decision) {
  const action = data.actions.find((one) => one.id === decision.action);
  if (!action) return null;
  return action.owner === decision.institute || participationOf(data, decision, action) ? action : null;
}

function participationOf(data, decision, action) {
  return action.owner === "" ? participationIn(data, decision) : null;
}

function participationIn(data, { institute, action }) {
  const found = data.institutes.find((one) => one.id === institute);
  return found?.participates?.find((one) => one.action === action) ?? null;
}

function withInstitute(data, id, change) {
  const institutes = data.institutes.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
  return { ...data, institutes };
}

function withParticipation(data, { institute, action }, change) {
  return withInstitute(data, institute, (one) => ({
    participates: one.participates && one.participates.map((joined) =>
      (joined.action === action ? { ...joined, ...change } : joined)),
  }));
}

function withAction(data, id, change) {
  return { ...data, actions: data.actions.map((one) => (one.id === id ? { ...one, ...change } : one)) };
}
