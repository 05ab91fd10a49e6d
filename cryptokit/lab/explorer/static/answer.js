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
 * @typedef {{ goals: Record<string, { sets: (number | null)[], tells: (number | null)[],
 *   noticed: (number | null)[] }>, lines: string[], tells: Tell[], sets: Sets[], rows: number[][]
 *   }} Answers
 * @typedef {{ id: string, group: string, title: string, about: string, countries: Country[],
 *   promise: { countries: string, says: string, text: string, source: string },
 *   legend: [string, string][], short: string[], answers: Answers }} Subject
 * @typedef {{ id: string, name: string,
 *   headlines: { none: string[], one: string[], some: string[], open: string[] } }} Goal
 * @typedef {{ id: string, name: string, line: string, says: string[] }} Rung
 * @typedef {{ disclaimer: string, examples: { says: string, more: string, link: string }[], rungs: Rung[],
 *   beside: { id: string, name: string, says: string, said: string }[], goals: Goal[],
 *   boxes: string[], answers: string[], none: string, orders: string, marks: string,
 *   kept: Record<string, string>, serves: string[], legend: [string, string][] }} Words
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
  const { goals, lines, tells, sets, rows } = subject.answers;
  const place = placeOf(data, state);
  const asked = goals[state.goal];
  const { masks, says } = sets[/** @type {number} */ (asked.sets[place])];
  const tell = rows[/** @type {number} */ (asked.tells[place])][state.orders];
  const [done, missing, marks] = tells[tell];
  const readable = masks.some((one) => isWithin(one, state.orders));
  const line = rows[/** @type {number} */ (asked.noticed[place])][state.orders];
  return {
    readable,
    headline: headlineOf(data, subject, state, readable, masks[0] === 0),
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
 * Names in a sentence: "AE, NL and SG".
 * @param {string[]} names
 */
export const listed = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}` : names.join();

/**
 * The answer in one line.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 * @param {boolean} readable
 * @param {boolean} open whether no order is needed
 */
function headlineOf(data, subject, state, readable, open) {
  const goal = /** @type {Goal} */ (data.words.goals.find((one) => one.id === state.goal));
  if (open) return goal.headlines.open[0];
  if (state.orders === 0) return goal.headlines.none[0];
  const codes = codesOf(subject, state.orders);
  const said = goal.headlines[codes.length === 1 ? "one" : "some"][Number(readable)];
  return said.replace(data.words.orders, () => listed(codes));
}
