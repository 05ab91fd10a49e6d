/**
 * The answer in one state of the switches, looked up in what the symbolic engine worked out.
 * Nothing is derived here but by one test: a set of countries reads if it has a minimal one in it.
 *
 * A number stands for a set of countries: its bit i is the i-th country of the subject.
 *
 * @typedef {{ masks: number[], says: string }} Sets minimal sets, smallest first; and k_eff in words
 * @typedef {[number[], number[], [number, boolean, number][]]} Tell lines done, missing; marks
 * @typedef {{ code: string, name: string, companies: string[], people: string[],
 *   machines: { kept: string, says: string }[] }} Country
 * @typedef {{ goals: Record<string, { sets: (number | null)[], tells: (number | null)[] }>,
 *   noticed: (number | null)[], lines: string[], tells: Tell[], sets: Sets[], rows: number[][]
 *   }} Answers
 * @typedef {{ id: string, group: string, title: string, about: string, countries: Country[],
 *   promise: { countries: string, says: string, text: string, source: string },
 *   answers: Answers }} Subject
 * @typedef {{ id: string, name: string, means: string, headlines: string[][], without: string[]
 *   }} Goal
 * @typedef {{ disclaimer: string, rungs: { id: string, name: string, says: string[] }[],
 *   beside: { id: string, name: string, says: string, said: string }[], goals: Goal[],
 *   boxes: string[], answers: string[], none: string, orders: string, marks: string,
 *   serves: string[] }} Words
 * @typedef {{ format: string, words: Words, subjects: Subject[] }} Data
 * @typedef {{ subject: string, goal: string, rung: number, beside: number, orders: number }} State
 * @typedef {{ readable: boolean, headline: string, k: number | null, says: string,
 *   smallest: number[], done: string[], missing: string[],
 *   marks: { country: number, brought: boolean, says: string }[], noticed: string }} Answer
 */

/**
 * The subject of a state.
 * @param {Data} data
 * @param {State} state
 * @returns {Subject}
 */
export function subjectOf(data, state) {
  const found = data.subjects.find((one) => one.id === state.subject);
  if (!found) throw new RangeError(`no subject ${state.subject}`);
  return found;
}

/**
 * Where a rung with a choice beside it stands in the lists of answers.
 * @param {Data} data
 * @param {State} state
 */
export const placeOf = (data, { rung, beside }) => beside * data.words.rungs.length + rung;

/**
 * Whether `some` is a part of `all`.
 * @param {number} some
 * @param {number} all
 */
export const isWithin = (some, all) => (some & all) === some;

/**
 * How many countries are in a set.
 * @param {number} mask
 * @returns {number}
 */
export const sizeOf = (mask) => (mask === 0 ? 0 : (mask & 1) + sizeOf(mask >>> 1));

/**
 * The codes of the countries of a set.
 * @param {Subject} subject
 * @param {number} mask
 */
export const codesOf = (subject, mask) =>
  subject.countries.filter((_, bit) => (mask >>> bit) & 1).map((one) => one.code);

/**
 * The answer to the question of a state: whether it is readable, why or why not, and k_eff.
 * @param {Data} data
 * @param {State} state
 * @returns {Answer}
 */
export function answer(data, state) {
  const subject = subjectOf(data, state);
  const { goals, lines, tells, sets, rows, noticed } = subject.answers;
  const place = placeOf(data, state);
  const asked = goals[state.goal];
  const { masks, says } = sets[/** @type {number} */ (asked.sets[place])];
  const tell = rows[/** @type {number} */ (asked.tells[place])][state.orders];
  const [done, missing, marks] = tells[tell];
  const readable = masks.some((one) => isWithin(one, state.orders));
  const line = rows[/** @type {number} */ (noticed[place])][state.orders];
  return {
    readable,
    headline: headlineOf(data, subject, state, readable),
    k: masks.length ? sizeOf(masks[0]) : null,
    says,
    smallest: masks.filter((one) => sizeOf(one) === sizeOf(masks[0])),
    done: done.map((at) => lines[at]),
    missing: missing.map((at) => lines[at]),
    marks: marks.map(([country, brought, at]) => ({ country, brought, says: lines[at] })),
    noticed: lines[line],
  };
}

/**
 * The answer in one line.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 * @param {boolean} readable
 */
function headlineOf(data, subject, state, readable) {
  const goal = /** @type {Goal} */ (data.words.goals.find((one) => one.id === state.goal));
  if (state.orders === 0) return goal.without[Number(readable)];
  const said = goal.headlines[Number(readable)][state.rung];
  return said.replace(data.words.orders, () => codesOf(subject, state.orders).join(" "));
}
