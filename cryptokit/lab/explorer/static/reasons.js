/** Why an answer is so, in lists; k_eff on every rung, whose numbers lead there; and the legend. */
import { answer, codesOf, listed, nth, setsOf, smallestOf } from "./answer.js";
import { fold, list, make, scroller, spoken } from "./dom.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").Goal} Goal */
/** @typedef {import("./answer.js").State} State */
/** @typedef {import("./answer.js").Subject} Subject */

/** Smallest sets that are listed; the others are folded away. */
const SETS = 6;

/**
 * The steps, what is missing, how many countries it takes, what shows, and the other questions.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 * @param {Answer} found
 * @param {Goal[]} asked
 */
export function reasons(data, subject, state, found, asked) {
  const others = asked.filter((one) => one.id !== state.goal)
    .map((one) => answer(data, { ...state, goal: one.id }).headline);
  const sets = found.smallest.filter((one) => one)
    .map((one) => listed(codesOf(subject, one)));
  const more = sets.slice(SETS);
  /** @type {[string, string[], Node[]][]} */
  const parts = [
    [found.readable ? "The steps" : "How far the orders come",
      found.done.length ? found.done : ["Nothing is brought that counts."], []],
    ["What is still missing", found.missing, []],
    ["How many countries it takes",
      [nth(data.words.beside, state.beside).said, found.says].filter(Boolean),
      [make("div", { className: "sets" }, list(sets.slice(0, SETS)),
        ...(more.length ? [fold(`${more.length} more`, list(more))] : []))]],
    ["What a user could notice of these orders", [found.noticed], []],
    ["The other questions, with the same orders", others, []],
  ];
  return parts.filter(([, said]) => said.length).flatMap(([title, said, rest]) =>
    [make("h2", {}, title), sentences(said, subject), ...rest]);
}

/**
 * A list of sentences; one with a colon at its end leads those that follow.
 * @param {string[]} said
 * @param {Subject} subject
 */
function sentences(said, subject) {
  const made = list(said.map((one) => spoken(one, subject.short)));
  said.forEach((one, at) => made.children[at]?.classList.toggle("lead", one.endsWith(":")));
  return made;
}

/**
 * k_eff on every rung, for every question, as buttons that lead there.
 * @param {Data} data
 * @param {Subject} subject
 * @param {Goal[]} asked
 * @param {(some: Partial<State>) => void} move
 */
export function everyRung(data, subject, asked, move) {
  const { rungs, none } = data.words;
  const cells = asked.flatMap((goal) => rungs.map((one, rung) => {
    const button = make("button", { type: "button", onclick: () => move({ goal: goal.id, rung }) });
    return { goal, name: `${goal.name}, ${one.name}`, rung, button };
  }));
  const rows = asked.map((goal) => make("tr", {}, make("th", { scope: "row" }, goal.name),
    ...cells.filter((one) => one.goal === goal).map((one) => make("td", {}, one.button))));
  const title = "Fewest countries (k_eff) on every rung";
  const made = make("table", { className: "rungs" },
    make("caption", {}, `Press a number to go there. A dash: ${none}.`),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "question"),
      ...rungs.map((one) => make("th", { scope: "col", title: one.name }, one.id)))),
    make("tbody", {}, ...rows));
  const scrolled = scroller();
  scrolled.box.append(made);
  const shown = make("section", {}, make("h2", {}, title), scrolled.shown);
  /** @param {State} state */
  const update = (state) => {
    for (const { goal, name, rung, button } of cells) {
      const k = smallestOf(setsOf(data, { ...state, goal: goal.id, rung }).masks);
      button.textContent = `${k ?? "-"}`;
      button.setAttribute("aria-label", `${k ?? none}: ${name}`);
      const here = goal.id === state.goal && rung === state.rung;
      if (here) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  };
  return { shown, update };
}

/**
 * What the words mean: those of every system, and what lies in this one.
 * @param {Data} data
 * @param {Subject} subject
 */
export const legend = (data, subject) =>
  fold("What the words mean",
    make("dl", { className: "legend" },
      ...[...data.words.legend, ...subject.legend].map(([word, means]) =>
        make("div", {}, make("dt", {}, ...spoken(word, subject.short)), make("dd", {}, means)))));
