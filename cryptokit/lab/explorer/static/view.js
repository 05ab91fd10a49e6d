/** The explorer in a document: controls, the answer, the map, and why. All answers are looked up. */
import { answer, placeOf, sizeOf, subjectOf } from "./answer.js";
import { check, list, make, radios } from "./dom.js";
import { begin, choicesOf } from "./fragment.js";
import { table, tiles, updateTiles } from "./scene.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").State} State */
/** @typedef {import("./answer.js").Subject} Subject */

/**
 * Put an explorer into an element; give a function that sets another state.
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {State} first
 * @param {(state: State) => void} changed called when somebody moved a control
 * @returns {(state: State) => void}
 */
export function mount(root, data, first, changed) {
  let state = first;
  /** @type {{ update: (state: State) => void, about: string } | null} */
  let shown = null;

  /** @param {Partial<State>} some */
  const move = (some) => {
    show({ ...state, ...some });
    changed(state);
  };
  /** @param {State} next */
  const show = (next) => {
    state = next;
    if (shown?.about !== state.subject) shown = build(data, state, () => state, move, stage);
    pick.value = state.subject;
    shown.update(state);
  };

  const pick = chooser(data, (subject) => move(begin(data, subject)));
  const stage = make("div");
  root.classList.add("cryptokit-explorer");
  root.replaceChildren(
    make("p", { className: "disclaimer" }, data.words.disclaimer),
    ...(data.subjects.length > 1 ? [make("label", { className: "pick" }, "System: ", pick)] : []),
    stage);
  show(state);
  return show;
}

/**
 * A list of all subjects, in their groups.
 * @param {Data} data
 * @param {(subject: string) => void} chosen
 */
function chooser(data, chosen) {
  const groups = [...new Set(data.subjects.map((one) => one.group))].map((label) =>
    make("optgroup", { label }, ...data.subjects.filter((one) => one.group === label)
      .map((one) => make("option", { value: one.id }, one.title))));
  const made = make("select", {}, ...groups);
  made.onchange = () => chosen(made.value);
  return made;
}

/**
 * Build the controls of one subject; they stay while its states change, so that focus does.
 * @param {Data} data
 * @param {State} first
 * @param {() => State} now
 * @param {(some: Partial<State>) => void} move
 * @param {HTMLElement} stage
 */
function build(data, first, now, move, stage) {
  const { words } = data;
  const subject = subjectOf(data, first);
  const unique = Math.random().toString(36).slice(2);
  const asked = words.goals.filter((one) => Object.hasOwn(subject.answers.goals, one.id));
  const questions = radios(`goal-${unique}`, "The question",
    asked.map((one) => ({ value: one.id, name: one.name })), (goal) => move({ goal }));
  const ladder = radios(`rung-${unique}`, "Courts may take",
    words.rungs.map((one, value) => ({ value, name: one.name })), (rung) => move({ rung: +rung }));
  const beside = radios(`beside-${unique}`, "Beside the ladder",
    choicesOf(data, first).map((value) => ({ value, name: words.beside[value].name })),
    (one) => move({ beside: +one }));
  const map = tiles(subject, words, (bit, on) =>
    move({ orders: on ? now().orders | (1 << bit) : now().orders & ~(1 << bit) }));
  const deeds = buttons(data, now, move, subject);
  const rung = make("ul", { className: "hint" });
  const power = make("p", { className: "hint" });
  ladder.append(rung);
  beside.append(power);
  const headline = make("p", { className: "headline" });
  const boxes = make("dl", { className: "boxes" });
  const live = make("div", { role: "status", "aria-live": "polite", "aria-atomic": "true" }, headline);
  const why = make("section", { className: "why" });
  const twin = make("div",
    { className: "scroll", tabIndex: 0, role: "region", "aria-label": "The map as a table" });
  stage.replaceChildren(
    make("p", { className: "about" }, subject.about, subject.promise.says,
      ...(subject.promise.text ? [` “${subject.promise.text}” (${subject.promise.source})`] : [])),
    make("div", { className: "answer" }, live, boxes),
    make("div", { className: "columns" },
      make("div", { className: "controls" }, questions, ladder, beside),
      make("div", { className: "seen" }, deeds, map, why,
        make("details", {}, make("summary", {}, "The map as a table"), twin))));

  /** @param {State} state */
  const update = (state) => {
    const found = answer(data, state);
    check(questions, state.goal);
    check(ladder, state.rung);
    check(beside, state.beside);
    rung.replaceChildren(...words.rungs[state.rung].says.map((one) => make("li", {}, one)));
    power.textContent = words.beside[state.beside].says;
    headline.textContent = found.headline;
    boxes.replaceChildren(...numbers(data, subject, found));
    boxes.classList.toggle("readable", found.readable);
    deeds.lastElementChild?.setAttribute("aria-disabled", `${found.k === null}`);
    updateTiles(map, words, state, found);
    why.replaceChildren(...reasons(data, subject, state, found, asked.map((one) => one.id)));
    twin.replaceChildren(table(subject, words, state, found));
  };
  return { update, about: subject.id };
}

/**
 * Buttons that set all switches at once.
 * @param {Data} data
 * @param {() => State} now
 * @param {(some: Partial<State>) => void} move
 * @param {Subject} subject
 */
function buttons(data, now, move, subject) {
  const smallest = () => {
    const { smallest: sets } = answer(data, now());
    if (sets.length) move({ orders: sets[(sets.indexOf(now().orders) + 1) % sets.length] });
  };
  /** @type {[string, () => void][]} */
  const deeds = [
    ["No orders", () => move({ orders: 0 })],
    ["All countries", () => move({ orders: (1 << subject.countries.length) - 1 })],
    ["A smallest set that reads", smallest],
  ];
  return make("p", { className: "buttons" },
    ...deeds.map(([name, onclick]) => make("button", { type: "button", onclick }, name)));
}

/**
 * The three numbers: the answer, k_eff, and the promise.
 * @param {Data} data
 * @param {Subject} subject
 * @param {Answer} found
 */
function numbers(data, subject, found) {
  const { boxes, answers, none } = data.words;
  const values = [answers[Number(found.readable)], `${found.k ?? none}`, subject.promise.countries];
  return boxes.map((name, at) => make("div", {}, make("dt", {}, name), make("dd", {}, values[at])));
}

/**
 * Why it is so, what is missing, what shows, the other questions, and k_eff on every rung.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 * @param {Answer} found
 * @param {string[]} asked
 */
function reasons(data, subject, state, found, asked) {
  const goal = data.words.goals.find((one) => one.id === state.goal);
  const others = asked.filter((one) => one !== state.goal)
    .map((one) => answer(data, { ...state, goal: one }).headline);
  /** @type {[string, string[]][]} */
  const parts = [
    [found.readable ? "The steps" : "How far the orders come",
      found.done.length ? found.done : ["Nothing is brought that counts."]],
    ["The missing piece", found.missing],
    ["How many countries it takes",
      [data.words.beside[state.beside].said, found.says, goal?.means ?? ""].filter(Boolean)],
    ["What shows", [found.noticed]],
    ["The other questions, with the same orders", others],
  ];
  return [
    ...parts.filter(([, said]) => said.length)
      .flatMap(([title, said]) => [make("h2", {}, title), list(said)]),
    make("h2", {}, "k_eff on every rung"),
    make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "k_eff on every rung" },
      everyRung(data, subject, state, asked)),
  ];
}

/**
 * k_eff on every rung, for every question.
 * @param {Data} data
 * @param {Subject} subject
 * @param {State} state
 * @param {string[]} asked
 */
function everyRung(data, subject, state, asked) {
  const { sets, goals } = subject.answers;
  /** @param {string} goal @param {number} rung */
  const cell = (goal, rung) => {
    const at = goals[goal].sets[placeOf(data, { ...state, rung })];
    const { masks } = sets[/** @type {number} */ (at)];
    const made = make("td", {}, masks.length ? `${sizeOf(masks[0])}` : "-");
    if (goal === state.goal && rung === state.rung) made.setAttribute("aria-current", "true");
    return made;
  };
  return make("table", { className: "rungs" },
    make("caption", {}, `A dash: ${data.words.none} of countries suffices.`),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "question"),
      ...data.words.rungs.map((one) => make("th", { scope: "col", title: one.name }, one.id)))),
    make("tbody", {}, ...asked.map((goal) => make("tr", {}, make("th", { scope: "row" }, goal),
      ...data.words.rungs.map((_, rung) => cell(goal, rung))))));
}
