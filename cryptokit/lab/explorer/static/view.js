/** The explorer in a document: examples, controls, the answer, the map. All answers are looked up. */
import { answer, codesOf, listed, nth, subjectOf, whereOf } from "./answer.js";
import { check, fold, make, radios, scroller } from "./dom.js";
import { choicesOf, turnTo } from "./fragment.js";
import { everyRung, legend, reasons } from "./reasons.js";
import { table, tiles, updateTiles } from "./scene.js";

/** @typedef {import("./answer.js").Answer} Answer */
/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").State} State */
/** @typedef {import("./answer.js").Subject} Subject */

/** How wide a window is, in pixels, in which what is said of a system is unfolded at first. */
const WIDE = 800;

/**
 * Put an explorer into an element; give a function that sets another state.
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {State} first
 * @param {(state: State) => void} changed called when somebody moved a control
 * @param {string} [notice] said at first, until somebody moves a control
 * @returns {(state: State, notice?: string) => void}
 */
export function mount(root, data, first, changed, notice = "") {
  let state = first;
  /** @type {{ update: (state: State) => void, about: string } | null} */
  let shown = null;

  /** @param {Partial<State>} some */
  const move = (some) => {
    show({ ...state, ...some });
    changed(state);
  };
  /** @param {State} next @param {string} [said] */
  const show = (next, said = "") => {
    state = next;
    warning.textContent = said;
    if (shown?.about !== state.subject) shown = build(data, state, () => state, move, stage);
    pick.value = state.subject;
    shown.update(state);
  };

  const several = data.subjects.length > 1;
  const pick = chooser(data, (subject) => move(turnTo(data, state, subject)));
  const stage = make("div");
  const warning = make("p", { className: "warning", role: "status" });
  root.classList.add("cryptokit-explorer");
  root.replaceChildren(
    make("p", { className: "disclaimer" }, data.words.disclaimer),
    ...(several ? [examples(data)] : []),
    warning,
    ...(several ? [make("label", { className: "pick" }, "System: ", pick)] : []),
    stage);
  show(state, notice);
  return show;
}

/**
 * Links to what is worth a look first.
 * @param {Data} data
 */
const examples = (data) =>
  make("nav", { className: "examples", "aria-label": "Examples" },
    make("span", {}, "Begin here:"),
    ...data.words.examples.map((one) => make("a", { href: one.link },
      one.says, make("span", { className: "more" }, `: ${one.more}`))));

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
    words.rungs.map(({ name, line }, value) => ({ value, name, line })), (rung) => move({ rung: +rung }));
  const beside = radios(`beside-${unique}`, "Other powers, beside the rung",
    choicesOf(data, first).map((value) => ({ value, name: nth(words.beside, value).name })),
    (one) => move({ beside: +one }));
  const map = tiles(subject, words, (bit, on) =>
    move({ orders: on ? now().orders | (1 << bit) : now().orders & ~(1 << bit) }));
  const deeds = buttons(data, now, move, subject);
  const rung = make("ul", { className: "hint" });
  const power = make("p", { className: "hint" });
  ladder.append(rung);
  beside.append(power);
  const besides = make("summary");
  const other = make("details", { className: "beside" }, besides, beside);
  const place = make("p", { className: "place" });
  const headline = make("p", { className: "headline" });
  const boxes = make("dl", { className: "boxes" });
  const live = make("div", { role: "status", "aria-live": "polite", "aria-atomic": "true" },
    headline, place);
  const why = make("section", { className: "why", tabIndex: -1 });
  const jump = make("button", { type: "button", className: "jump", onclick: () => {
    why.scrollIntoView();
    why.focus({ preventScroll: true });
  } }, "Why?");
  const rungs = everyRung(data, subject, asked, move);
  const twin = scroller("The map as a table");
  const about = fold(`About ${subject.title}, and what was promised`,
    make("p", { className: "about" }, subject.about, subject.promise.says,
      ...(subject.promise.text ? [` “${subject.promise.text}” (${subject.promise.source})`] : [])));
  about.open = innerWidth >= WIDE;
  stage.replaceChildren(
    make("div", { className: "answer" }, jump, live, boxes),
    about,
    make("div", { className: "columns" },
      make("div", { className: "controls" }, questions, ladder),
      make("div", { className: "seen" }, deeds.row, map),
      other,
      make("div", { className: "reasons" }, why, rungs.shown, legend(data, subject),
        fold("The map as a table", twin.shown))));

  /** @param {State} state */
  const update = (state) => {
    const found = answer(data, state);
    check(questions, state.goal);
    check(ladder, state.rung);
    check(beside, state.beside);
    rung.replaceChildren(...nth(words.rungs, state.rung).says.map((one) => make("li", {}, one)));
    power.textContent = nth(words.beside, state.beside).says;
    besides.textContent = `Other powers, beside the rung: ${nth(words.beside, state.beside).name}`;
    if (state.beside) other.open = true;
    place.textContent = whereOf(data, state, found.k);
    headline.textContent = found.headline;
    boxes.replaceChildren(...numbers(data, subject, found));
    boxes.classList.toggle("readable", found.readable);
    deeds.update(state, found);
    updateTiles(map, words, state, found, subject.short);
    why.replaceChildren(...reasons(data, subject, state, found, asked));
    rungs.update(state);
    twin.box.replaceChildren(table(subject, words, state, found));
  };
  return { update, about: subject.id };
}

/**
 * Buttons that set all switches at once; the last walks through the smallest sets that read.
 * @param {Data} data
 * @param {() => State} now
 * @param {(some: Partial<State>) => void} move
 * @param {Subject} subject
 */
function buttons(data, now, move, subject) {
  /** @param {State} state @param {Answer} found */
  const next = (state, { smallest }) => (smallest.indexOf(state.orders) + 1) % smallest.length;
  /** @param {string} name @param {() => void} onclick */
  const button = (name, onclick) => make("button", { type: "button", onclick }, name);
  const step = button("", () => {
    const state = now();
    const found = answer(data, state);
    if (found.k) move({ orders: found.smallest[next(state, found)] });
  });
  const row = make("p", { className: "buttons" },
    button("No orders", () => move({ orders: 0 })),
    button("All countries", () => move({ orders: (1 << subject.countries.length) - 1 })),
    step);
  /** @param {State} state @param {Answer} found */
  const update = (state, found) => {
    const { smallest, k } = found;
    const idle = !k || (smallest.length === 1 && smallest[0] === state.orders);
    step.setAttribute("aria-disabled", `${idle}`);
    step.textContent = told(state, found);
  };
  /** @param {State} state @param {Answer} found */
  const told = (state, found) => {
    const { smallest, k } = found;
    if (k === null) return "No set of countries reads";
    if (k === 0) return "No order is needed";
    const at = next(state, found);
    const set = listed(codesOf(subject, nth(smallest, at)));
    const of = smallest.length > 1 ? ` (${at + 1} of ${smallest.length})` : "";
    return `${smallest.includes(state.orders) && of ? "Next smallest set" : "Smallest set that reads"}${of}: ${set}`;
  };
  return { row, update };
}

/**
 * The three numbers: the answer, k_eff, and the promise.
 * @param {Data} data
 * @param {Subject} subject
 * @param {Answer} found
 */
function numbers(data, subject, found) {
  const { boxes, answers, none } = data.words;
  const values = [nth(answers, Number(found.readable)), `${found.k ?? none}`, subject.promise.countries];
  return boxes.map((name, at) => {
    const value = nth(values, at);
    return make("div", {}, make("dt", {}, name), make("dd", { className: value.length > 14 ? "long" : "" }, value));
  });
}
