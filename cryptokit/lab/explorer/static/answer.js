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
 * @typedef {{ disclaimer: string, examples: { says: string, more: string, link: string }[],
 *   rungs: Rung[], beside: { id: string, name: string, says: string, said: string, place: string, headlines: string[] }[],
 *   goals: Goal[], boxes: string[], answers: string[], none: string, orders: string, power: string, marks: string,
 *   kept: Record<string, string>, serves: string[], legend: [string, string][] }} Words
 * @typedef {{ format: string, words: Words, subjects: Subject[] }} Data
 * @typedef {{ subject: string, goal: string, rung: number, beside: number, orders: number }} State
 * @typedef {{ readable: boolean, headline: string, k: number | null, says: string,
 *   smallest: number[], done: string[], missing: string[],
 *   marks: { country: number, brought: boolean, says: string }[], noticed: string }} Answer
 */

/**
 * The thing at a place of a list. Raises RangeError where there is none.
 * @template Thing
 * @param {readonly Thing[]} things
 * @param {number | null | undefined} at
 * @returns {Thing}
 */
export function nth(things, at) {
  const found = things[at ?? -1];
  if (found === undefined) throw new RangeError(`nothing stands at ${at}`);
  return found;
}

/**
 * The subject of a state.
 * @param {{ subjects: Subject[] }} data
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
 * How many countries the smallest of some sets has; null if there is no set.
 * @param {number[]} masks smallest first
 */
export const smallestOf = ([first]) => (first === undefined ? null : sizeOf(first));

/**
 * The codes of the countries of a set.
 * @param {Subject} subject
 * @param {number} mask
 */
export const codesOf = (subject, mask) =>
  subject.countries.filter((_, bit) => (mask >>> bit) & 1).map((one) => one.code);

/**
 * Where the answers to a question stand, by place.
 * @param {Subject} subject
 * @param {string} goal
 */
export function askedOf(subject, goal) {
  const found = subject.answers.goals[goal];
  if (!found) throw new RangeError(`no question ${goal}`);
  return found;
}

/**
 * The minimal sets of countries that read in a state, smallest first, and k_eff in words.
 * @param {Data} data
 * @param {State} state
 */
export function setsOf(data, state) {
  const subject = subjectOf(data, state);
  return nth(subject.answers.sets, askedOf(subject, state.goal).sets[placeOf(data, state)]);
}

/**
 * Whether the orders of a state are enough.
 * @param {Data} data
 * @param {State} state
 */
const reads = (data, state) => setsOf(data, state).masks.some((one) => isWithin(one, state.orders));

/**
 * The answer to the question of a state: whether it is readable, why or why not, and k_eff.
 * @param {Data} data
 * @param {State} state
 * @returns {Answer}
 */
export function answer(data, state) {
  const subject = subjectOf(data, state);
  const { lines, tells, rows } = subject.answers;
  const place = placeOf(data, state);
  const asked = askedOf(subject, state.goal);
  const { masks, says } = setsOf(data, state);
  const [done, missing, marks] = nth(tells, nth(rows, asked.tells[place])[state.orders]);
  const k = smallestOf(masks);
  return {
    readable: reads(data, state),
    headline: headlineOf(data, subject, state),
    k,
    says,
    smallest: masks.filter((one) => sizeOf(one) === k),
    done: done.map((at) => nth(lines, at)),
    missing: missing.map((at) => nth(lines, at)),
    marks: marks.map(([country, brought, at]) => ({ country, brought, says: nth(lines, at) })),
    noticed: nth(lines, nth(rows, asked.noticed[place])[state.orders]),
  };
}

/**
 * Names in a sentence: "AE, NL and SG".
 * @param {string[]} names
 */
export const listed = (names) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}` : names.join();

/**
 * The answer in one line, with the powers beside the rung if it depends on them.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 */
function headlineOf(data, subject, state) {
  const { words } = data;
  const { headlines } = nth(words.goals.filter((one) => one.id === state.goal), 0);
  if (setsOf(data, state).masks[0] === 0) return nth(headlines.open, 0);
  if (state.orders === 0) return nth(headlines.none, Number(setsOf(data, state).masks.length > 0));
  const codes = codesOf(subject, state.orders);
  const readable = reads(data, state);
  const bare = readable && reads(data, { ...state, beside: 0 });
  const power = nth(nth(words.beside, bare ? 0 : state.beside).headlines, Number(readable));
  return nth(headlines[codes.length === 1 ? "one" : "some"], Number(readable))
    .replace(words.power, () => power).replace(words.orders, () => listed(codes));
}

/**
 * What is looked at, what courts may take, and how many countries it takes.
 * @param {Data} data
 * @param {State} state
 * @param {number | null} k
 */
export function whereOf({ subjects, words }, state, k) {
  const { title } = subjectOf({ subjects }, state);
  const { place } = nth(words.beside, state.beside);
  const few = k === null ? words.none : `k_eff is ${k}`;
  return `${title}, up to ${nth(words.rungs, state.rung).name}${place}: ${few}.`;
}
