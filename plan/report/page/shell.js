/**
 * The shell of the page: what every view is made with, and what it is shown in.
 *
 * A view registers itself and is from then on a tab with its own address:
 *
 *     view("kaart", {
 *       title: "heatmap.title",              key of the word on its tab and above it
 *       render(data, route) {},              -> Element: what it shows
 *       table(data, route) {},               -> {caption, heads, rows}, all text: gives it "copy as table" and "as table"
 *       panel(data, route) {},               -> Element with an <h3>: its path is then the address of what opens beside it
 *       told(data) {},                       -> short text behind its name on the tab, such as a number; may be left out
 *       paper: true,                         whether it is part of "print everything"
 *     });
 *
 * `data` are the facts as plan/report/data.py tells them, or those that a view asks for with what was agreed. A `route` is an
 * address taken apart: `#/kaart/solidariteit/gent?jaar=2023` is {view: "kaart", path: ["solidariteit", "gent"],
 * settings: {jaar: "2023"}}. A change of path that only opens a panel leaves the view as it stands; any other change
 * makes it anew, and the focus stays where it was when that element has an id.
 *
 *     h("td.cell", {title: "…", onclick() {}, style: {"--x": 1}}, "text", element, [more])    "svg:rect" for SVG
 *     t(key, {field: value})       a word or sentence;      tn(key, count, fields): `key.one` when count is 1
 *     series(["a", "b"])           "a en b";                day("2020-05-15"): "15 mei 2020"
 *     href(view, path, settings)   an address;              go(view, path, settings) goes there
 *     choice(route, name, label, options)   a <select> that keeps its value in the address; options: [[value, text]]
 *     plainTable({caption, heads, rows}, className)         a table of text, the first column its heads
 *     source(place)                where something was written, behind "bron"
 *     copy(text, html)             to the clipboard, and says so;      say(text) tells something to eye and ear
 *     fill(table, rows, make, heightOf)   what is in sight at once, the rest as soon as that is on the screen
 *     showAnew()                   makes the view again as it stands;  DATA: the data of the page
 *     coverOf(data)                computeCoverage(data), worked out once
 *     goalsById(data), actionsById(data), institutesById(data), projectsById(data): Maps; a goal knows its `strategic`
 *
 * Whatever an author wrote enters the page as text: nothing here reads markup.
 */

/** @typedef {{view: string, path: string[], settings: Object<string, string>}} Route */

const DATA = JSON.parse(document.getElementById("data").textContent);

// --- elements and words --------------------------------------------------------------------------------------------

/**
 * An element: "td.wide" has a class, "svg:rect" is one of SVG. An attribute that is a function listens, false or null
 * is left out, an object as style is set property by property; children may be texts, elements, lists of them or null.
 */
function h(name, attributes, ...children) {
  if (!bare.has(name)) bare.set(name, bareElement(name));
  const element = bare.get(name).cloneNode();
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [property, set] of Object.entries(value)) element.style.setProperty(property, set);
    else element.setAttribute(key, value === true ? "" : value);
  }
  put(element, children);
  return element;
}

/** By name what `h` clones: a large view asks for thousands of the same. */
const bare = new Map();

function bareElement(name) {
  const [tag, ...classes] = name.split(".");
  const element = tag.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4))
    : document.createElement(tag);
  if (classes.length > 0) element.setAttribute("class", classes.join(" "));
  return element;
}

function put(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) put(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** A word or sentence of the page in the reader's language, with its fields filled in. */
function t(key, fields = {}) {
  const words = DATA.words[key] ?? `[${key}]`;
  return words.replace(/\{(\w+)\}/g, (whole, field) => fields[field] ?? whole);
}

/** A sentence that depends on a count, which it can use as {count}. */
function tn(key, count, fields = {}) {
  return t(count === 1 ? `${key}.one` : key, { count, ...fields });
}

/** Things in a sentence: "a, b en c". */
function series(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${t("and")} ${items.at(-1)}`;
}

/** A day as people write it; it comes as 2020-05-15. */
function day(iso) {
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(DATA.language, form).format(new Date(iso));
}

/** Where something was written, to be opened. */
function source(place) {
  return h("details.source", null, h("summary", null, t("source")), h("code", null, place));
}

/** What is still to be made of the view at hand. */
const unfilled = [];

/**
 * Fill an element with what `make` gives of each item: at once as far as the screen reaches, the rest as soon as that
 * is shown. `heightOf` an item is the least that it takes of the screen, in pixels.
 */
function fill(element, items, make, heightOf) {
  let below = scrollY + innerHeight;
  const inSight = items.findIndex((item) => (below -= heightOf(item)) < 0) + 1 || items.length;
  put(element, items.slice(0, inSight).map(make));
  if (inSight < items.length) {
    unfilled.push(() => put(element, items.slice(inSight).map(make)));
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(fillUp)));
  }
  return element;
}

function fillUp() {
  for (const fillRest of unfilled.splice(0)) fillRest();
}

/** A table of text whose first column heads its rows. */
function plainTable({ caption, heads, rows }, className = "plain") {
  return h(`table.${className}`, null,
    h("caption", null, caption),
    h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", null, rows.map(([first, ...others]) =>
      h("tr", null, h("th", { scope: "row" }, first), others.map((text) => h("td", null, text))))));
}

// --- what the data hold --------------------------------------------------------------------------------------------

/** A function of the data that is worked out once for the same data. */
function once(work) {
  const known = new WeakMap();
  return (data) => {
    if (!known.has(data)) known.set(data, work(data));
    return known.get(data);
  };
}

const byId = (items) => new Map(items.map((item) => [item.id, item]));
const coverOf = once((data) => computeCoverage(data));
const actionsById = once((data) => byId(data.actions));
const institutesById = once((data) => byId(data.institutes));
const projectsById = once((data) => byId(data.projects));
const goalsById = once((data) =>
  byId(data.goals.flatMap((strategic) => strategic.operational.map((goal) => ({ ...goal, strategic })))));

// --- addresses -----------------------------------------------------------------------------------------------------

/** @returns {Route} what an address (the part from #) asks for */
function routeOf(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").filter(Boolean).map(decoded);
  return { view: views.has(name) ? name : views.keys().next().value, path: rest,
    settings: Object.fromEntries(new URLSearchParams(query)) };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view; settings that are empty are left out. */
function href(name, path = [], settings = {}) {
  const set = Object.entries(settings).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = set.length > 0 ? `?${new URLSearchParams(set)}` : "";
  return `#/${[name, ...path].map(encodeURIComponent).join("/")}${query}`;
}

function go(name, path, settings) {
  location.hash = href(name, path, settings);
}

/** A choice that is kept in the address, so that a link shows what its sender saw; the first option needs no word. */
function choice(route, name, label, options) {
  const chosen = route.settings[name] ?? options[0][0];
  const select = h("select", {
    id: `choice-${name}`,
    onchange: () => {
      const value = select.value === options[0][0] ? "" : select.value;
      go(route.view, views.get(route.view).panel ? [] : route.path, { ...route.settings, [name]: value });
    },
  }, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
  return h("label.choice", null, h("span", null, label), select);
}

// --- views ---------------------------------------------------------------------------------------------------------

const views = new Map();
const shown = { key: "", route: null };

/** Make a view known; its tab stands in the order in which views are made known. */
function view(id, parts) {
  views.set(id, parts);
}

/** Make the view at hand anew: what was agreed on has changed. */
function showAnew() {
  shown.key = "";
  show();
}

/** Show what the address asks for. */
function show() {
  const route = routeOf(location.hash);
  const current = views.get(route.view);
  const key = href(route.view, current.panel ? [] : route.path, route.settings);
  const main = document.getElementById("main");
  if (key !== shown.key) {
    const other = shown.route !== null && shown.route.view !== route.view;
    const focused = document.activeElement?.id;
    unfilled.length = 0;
    main.replaceChildren(framed(route));
    document.body.dataset.view = route.view;
    if (shown.route?.view !== route.view) unfoldFreshness(DATA, route.view);
    document.getElementById("tabs").replaceWith(tabs(route.view));
    if (other) {
      scrollTo(0, 0);
      document.getElementById("view-title").focus({ preventScroll: true });
    } else if (focused) document.getElementById(focused)?.focus();
  }
  Object.assign(shown, { key, route });
  document.title = `${t(current.title)} – ${DATA.plan.title}`;
  if (current.panel && route.path.length > 0) openPanel(current.panel(DATA, route));
  else closePanel();
}

/** A view below its title, with what everyone may do with it. */
function framed(route) {
  const current = views.get(route.view);
  const asTable = current.table && route.settings.tabel;
  return h("section.view", null,
    h("div.view-head", null,
      h("h2", { id: "view-title", tabindex: "-1" }, t(current.title)),
      tools(route)),
    asTable ? h("div.scroll", { tabindex: "0", role: "region", "aria-label": t(current.title) },
      plainTable(current.table(DATA, route))) : current.render(DATA, route));
}

function tools(route) {
  const current = views.get(route.view);
  const button = (id, word, act) => h("button.tool", { type: "button", id: `tool-${id}`, onclick: act }, word);
  const { tabel, ...others } = route.settings;
  return h("div.tools", null,
    button("link", t("tool.link"), () => copy(location.href)),
    current.table && button("copy", t("tool.copy"), () => copyTable(current.table(DATA, routeOf(location.hash)))),
    current.table && button("table", t(tabel ? "tool.picture" : "tool.table"), () =>
      go(route.view, current.panel ? [] : route.path, tabel ? others : { ...others, tabel: "1" })),
    button("print", t("tool.print"), () => print()));
}

function tabs(active) {
  return h("nav", { id: "tabs", "aria-label": t("tabs") },
    h("ul", null, [...views].map(([id, one]) =>
      h("li", null, h("a", { href: href(id), id: `tab-${id}`, "aria-current": id === active ? "page" : null },
        t(one.title), one.told ? [" ", h("span.told", null, one.told(DATA))] : null)))));
}

// --- what opens beside a view --------------------------------------------------------------------------------------

function openPanel(content) {
  const panel = document.getElementById("panel");
  panel.replaceChildren(
    h("div.panel-tools", null,
      h("button.tool", { type: "button", onclick: () => copy(location.href) }, t("tool.link")),
      h("button.tool", { type: "button", onclick: () => print() }, t("tool.print")),
      h("button.tool.close", { type: "button", onclick: () => panel.close() }, t("tool.close"))),
    content);
  const title = panel.querySelector("h3");
  title.tabIndex = -1;
  panel.setAttribute("aria-label", title.textContent);
  if (!panel.open) panel.showModal();
  title.focus({ preventScroll: true });
  panel.scrollTop = 0;
}

/** Close the panel; the focus goes back to the link that opens it, wherever it was opened from. */
function closePanel() {
  const panel = document.getElementById("panel");
  if (panel.open) panel.close();
}

function panelClosed() {
  const { route } = shown;
  if (views.get(route.view).panel && routeOf(location.hash).path.length > 0) {
    const opener = location.hash;
    history.replaceState(null, "", href(route.view, [], route.settings));
    Object.assign(shown, { route: routeOf(location.hash) });
    document.title = `${t(views.get(route.view).title)} – ${DATA.plan.title}`;
    document.querySelector(`#main a[href="${CSS.escape(opener)}"]`)?.focus();
  }
}

// --- the clipboard -------------------------------------------------------------------------------------------------

/** Tell something in passing. */
function say(text) {
  const status = document.getElementById("status");
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

/** Put a text on the clipboard, with what it looks like where a program takes that; where none may, show it. */
async function copy(text, html = "") {
  const types = { "text/plain": text, ...(html && { "text/html": html }) };
  if (!copiedByCommand(types)) {
    try {
      const parts = Object.entries(types).map(([type, part]) => [type, new Blob([part], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
    } catch {
      return prompt(t("tool.copy.yourself"), text);
    }
  }
  say(t("tool.copied"));
}

/** The old way comes first: it works in a page opened from a file, and leaves the markup as it is. */
function copiedByCommand(types) {
  const fill = (event) => {
    for (const [type, part] of Object.entries(types)) event.clipboardData.setData(type, part);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { once: true });
  const copied = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  return copied;
}

/** Put a table on the clipboard: as cells for a sheet, as a table for a document. */
function copyTable(table) {
  const lines = [table.heads, ...table.rows].map((row) => row.map(cellOfText).join("\t"));
  return copy(lines.join("\n"), markupOfText(table));
}

/** A text as a cell of a sheet, which takes what begins like a formula for one. */
function cellOfText(text) {
  const tidy = String(text).replace(/\s+/g, " ").trim();
  return /^[=+\-@]/.test(tidy) ? `'${tidy}` : tidy;
}

/** A table as markup, whose cells Excel takes for text unless they are counts. */
function markupOfText(table) {
  return plainTable(table).outerHTML.replace(/<(t[hd])\b([^>]*)>(?!\d+<)/g, `<$1$2 style="mso-number-format:'\\@'">`);
}

// --- the whole page ------------------------------------------------------------------------------------------------

/** All views that belong on paper, one after the other, as long as they are being printed. */
function printEverything() {
  const paper = h("div", { id: "paper" }, [...views].filter(([, one]) => one.paper).map(([id, one]) =>
    h("section.view", null, h("h2", null, t(one.title)), one.render(DATA, { view: id, path: [], settings: {} }))));
  document.body.append(paper);
  addEventListener("afterprint", () => paper.remove(), { once: true });
  print();
}

/** What is folded away on the screen is there on paper: lists, and where to type a repair; other sources stay folded. */
function unfoldForPaper() {
  const folded = document.querySelectorAll("details:not(.source, [open]), .repairs details:not([open])");
  for (const details of folded) details.open = true;
  addEventListener("afterprint", () => { for (const details of folded) details.open = false; }, { once: true });
}

/** Build the page and show what its address asks for. */
function start() {
  document.body.append(
    h("a.skip", { href: "#main", onclick: (event) => {
      event.preventDefault();
      document.getElementById("view-title").focus();
    } }, t("skip")),
    head(DATA),
    h("nav", { id: "tabs" }),
    h("main", { id: "main" }),
    h("dialog", { id: "panel", onclose: panelClosed }),
    h("div", { id: "status", role: "status" }));
  addEventListener("hashchange", show);
  addEventListener("beforeprint", fillUp);
  addEventListener("beforeprint", unfoldForPaper);
  show();
}
