/**
 * A state as the part of an address behind the #, so that a teacher can link to a situation.
 * A stranger's link with anything wrong in it leads to the start; nothing in it is ever shown.
 */
import { askedOf, codesOf, nth, subjectOf } from "./answer.js";

/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").State} State */

/**
 * The state that a page begins with: a subject without any order, asked for the past.
 * @param {string} subject
 * @returns {State}
 */
export const begin = (subject) => ({ subject, goal: "past", rung: 0, beside: 0, orders: 0 });

/**
 * The state of another subject: the question and the rung stay, so that two systems can be compared.
 * @param {Data} data
 * @param {State} state
 * @param {string} subject
 * @returns {State}
 */
export function turnTo(data, state, subject) {
  const { answers } = subjectOf(data, { subject });
  const goal = Object.hasOwn(answers.goals, state.goal) ? state.goal : "past";
  return { ...begin(subject), goal, rung: state.rung };
}

/**
 * Which choices beside the ladder were worked out for a subject.
 * @param {Data} data
 * @param {State} state
 */
export const choicesOf = (data, state) => {
  const known = askedOf(subjectOf(data, state), "past").sets;
  const rungs = data.words.rungs.length;
  return data.words.beside.map((_, at) => at).filter((at) => known[at * rungs] !== null);
};

/**
 * Write a state, such as `#on=A3&rung=L3&orders=NL+SG`.
 * @param {Data} data
 * @param {State} state
 */
export function toFragment(data, state) {
  const { rungs, beside } = data.words;
  const codes = codesOf(subjectOf(data, state), state.orders);
  const parts = new URLSearchParams({ on: state.subject, rung: nth(rungs, state.rung).id });
  if (state.goal !== "past") parts.set("ask", state.goal);
  if (state.beside) parts.set("beside", nth(beside, state.beside).id);
  if (codes.length) parts.set("orders", codes.join(" "));
  return `#${parts}`;
}

/** @type {Record<string, string>} */
const WHAT = { rung: "what courts may take", ask: "the question", beside: "the other powers",
  orders: "the countries" };

/**
 * Read a state; where the text says nothing, `otherwise` holds. `wrong` names the parts of the text
 * that were not understood, in words of this page: if there are any, the state is `otherwise`.
 * @param {Data} data
 * @param {string} text
 * @param {State} otherwise
 * @returns {{ state: State, wrong: string[] }}
 */
export function fromFragment(data, text, otherwise) {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const on = parts.get("on");
  const named = data.subjects.find((one) => one.id === on);
  const state = named ? begin(named.id) : { ...otherwise };
  const subject = subjectOf(data, state);
  /** @type {string[]} */
  const wrong = on !== null && !named ? ["the system"] : [];
  /** @type {Record<string, (said: string) => boolean>} */
  const readers = {
    on: () => true,
    rung: (said) => (state.rung = data.words.rungs.findIndex((one) => one.id === said)) >= 0,
    ask: (said) => Object.hasOwn(subject.answers.goals, (state.goal = said)),
    beside: (said) => {
      state.beside = data.words.beside.findIndex((one) => one.id === said);
      return choicesOf(data, state).includes(state.beside);
    },
    orders: (said) => {
      const codes = said.split(/[ ,+]/).filter(Boolean);
      const known = subject.countries.map((one) => one.code);
      state.orders = known.reduce((mask, one, bit) => mask | (Number(codes.includes(one)) << bit), 0);
      return codes.every((one) => known.includes(one));
    },
  };
  for (const [key, said] of parts) {
    const understood = Object.hasOwn(readers, key) && readers[key]?.(said);
    if (!understood) wrong.push((Object.hasOwn(WHAT, key) && WHAT[key]) || "a part that there is not");
  }
  return wrong.length ? { state: otherwise, wrong: [...new Set(wrong)] } : { state, wrong };
}
