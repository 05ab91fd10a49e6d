/** The map: a tile for each country, which is its switch; and the same as a table. */
import { nth } from "./answer.js";
import { list, make, spoken } from "./dom.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Country} Country */
/** @typedef {import("./answer.js").State} State */
/** @typedef {import("./answer.js").Subject} Subject */
/** @typedef {import("./answer.js").Words} Words */

/** What is said of a mark to whoever does not see it. */
const SAID = { true: "Brought: ", false: "Missing, and could come from here: " };

/**
 * @param {Country} country
 * @param {number} bit
 * @param {(bit: number, on: boolean) => void} switched
 * @param {string[]} short
 */
function tile(country, bit, switched, short) {
  /** @param {string} kind @param {string} says @param {string} [kept] */
  const thing = (kind, says, kept = "") => make("li", { className: `thing ${kept}` },
    make("span", { className: "kind" }, `${kind}: `),
    ...says.split("; ").map((part) => make("span", { className: "part" }, ...spoken(part, short))));
  const box = make("input", { type: "checkbox" });
  box.onchange = () => switched(bit, box.checked);
  const name = make("span", { className: "country" }, make("b", {}, country.code), ` ${country.name}`);
  return make("li", { className: "tile" },
    // Whether it serves orders is the state of the box: a name that changes with it says it twice.
    make("label", { className: "switch" }, box, name,
      make("span", { className: "serves", "aria-hidden": "true" })),
    make("ul", { className: "marks" }),
    make("ul", { className: "there" },
      ...country.companies.map((one) => thing("company", one)),
      ...country.people.map((one) => thing("person", one)),
      ...country.machines.map((one) => thing("machine", one.says, one.kept))));
}

/**
 * Make the tiles of a subject.
 * @param {Subject} subject
 * @param {Words} words
 * @param {(bit: number, on: boolean) => void} switched
 */
export const tiles = (subject, words, switched) =>
  make("fieldset", { className: "map" },
    make("legend", {}, "Which countries serve orders?"),
    make("p", { className: "hint" }, words.marks),
    make("ul", { className: "tiles" },
      ...subject.countries.map((one, bit) => tile(one, bit, switched, subject.short))),
    make("ul", { className: "hint stripes" }, ...Object.entries(words.kept)
      .map(([kept, says]) => make("li", { className: `thing ${kept}` }, says))));

/**
 * Bring the tiles up to date: who serves orders, and the marks of the answer.
 * @param {Element} map
 * @param {Words} words
 * @param {State} state
 * @param {Answer} found
 * @param {string[]} short
 */
export function updateTiles(map, words, state, found, short) {
  map.querySelectorAll(".tile").forEach((one, bit) => {
    const on = Boolean((state.orders >>> bit) & 1);
    one.classList.toggle("on", on);
    const box = one.querySelector("input");
    const serves = one.querySelector(".serves");
    if (box) box.checked = on;
    if (serves) serves.textContent = nth(words.serves, Number(on));
    one.querySelector(".marks")?.replaceChildren(...marksOf(found, bit, short));
  });
}

/**
 * @param {Answer} found
 * @param {number} bit
 * @param {string[]} short
 */
const marksOf = (found, bit, short) =>
  found.marks.filter((one) => one.country === bit).map((one) =>
    make("li", { className: one.brought ? "brought" : "missing" },
      make("span", { "aria-hidden": "true" }, one.brought ? "✓ " : "✗ "),
      make("span", { className: "unseen" }, SAID[`${one.brought}`]), ...spoken(one.says, short)));

/**
 * The map and the state as a table.
 * @param {Subject} subject
 * @param {Words} words
 * @param {State} state
 * @param {Answer} found
 */
export function table(subject, words, state, found) {
  const heads = ["country", "orders", "companies", "people", "machines", "✓ brought", "✗ missing"];
  const rows = subject.countries.map((one, bit) => {
    /** @param {boolean} brought */
    const marked = (brought) => found.marks
      .filter((mark) => mark.country === bit && mark.brought === brought).map((mark) => mark.says);
    const cells = [one.companies, one.people, one.machines.map((it) => it.says), marked(true), marked(false)];
    return make("tr", {},
      make("th", { scope: "row" }, `${one.code} ${one.name}`),
      make("td", {}, nth(words.serves, (state.orders >>> bit) & 1)),
      ...cells.map((cell) => make("td", {}, cell.length ? list(cell) : "none")));
  });
  return make("table", {},
    make("caption", {}, `${subject.title}: the map as a table`),
    make("thead", {}, make("tr", {}, ...heads.map((one) => make("th", { scope: "col" }, one)))),
    make("tbody", {}, ...rows));
}
