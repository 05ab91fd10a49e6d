/**
 * A state as the part of an address behind the #, so that a teacher can link to a situation.
 * What a stranger's link has wrong is left out; nothing in it is ever shown.
 */
import { subjectOf } from "./answer.js";

/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").State} State */

/**
 * The state that a page begins with: a subject without any order, asked for the past.
 * @param {Data} data
 * @param {string} subject
 * @returns {State}
 */
export const begin = (data, subject) => ({ subject, goal: "past", rung: 0, beside: 0, orders: 0 });

/**
 * Which choices beside the ladder were worked out for a subject.
 * @param {Data} data
 * @param {State} state
 */
export const choicesOf = (data, state) => {
  const known = subjectOf(data, state).answers.noticed;
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
  const codes = subjectOf(data, state).countries.filter((_, bit) => (state.orders >>> bit) & 1);
  const parts = new URLSearchParams({ on: state.subject, rung: rungs[state.rung].id });
  if (state.goal !== "past") parts.set("ask", state.goal);
  if (state.beside) parts.set("beside", beside[state.beside].id);
  if (codes.length) parts.set("orders", codes.map((one) => one.code).join(" "));
  return `#${parts}`;
}

/**
 * Read a state; where the text says nothing, or nothing that there is, `otherwise` holds.
 * @param {Data} data
 * @param {string} text
 * @param {State} otherwise
 * @returns {State}
 */
export function fromFragment(data, text, otherwise) {
  const parts = new URLSearchParams(text.replace(/^#/, ""));
  const named = data.subjects.find((one) => one.id === parts.get("on"));
  const state = named ? begin(data, named.id) : { ...otherwise };
  const subject = subjectOf(data, state);
  const rung = data.words.rungs.findIndex((one) => one.id === parts.get("rung"));
  if (rung >= 0) state.rung = rung;
  const goal = parts.get("ask");
  if (goal && Object.hasOwn(subject.answers.goals, goal)) state.goal = goal;
  const beside = data.words.beside.findIndex((one) => one.id === parts.get("beside"));
  if (choicesOf(data, state).includes(beside)) state.beside = beside;
  const codes = parts.get("orders")?.split(/[ ,+]/);
  if (codes) {
    state.orders = subject.countries.reduce(
      (mask, one, bit) => mask | (Number(codes.includes(one.code)) << bit), 0);
  }
  return state;
}
