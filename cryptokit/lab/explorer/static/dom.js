/** The few things that the explorer does with a document. No text is ever read as HTML. */

/**
 * Make an element; properties with a dash are attributes.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, `${value}`);
    else Object.assign(made, { [name]: value });
  }
  made.append(...children);
  return made;
}

/**
 * A list of sentences.
 * @param {(string | Node[])[]} sentences
 */
export const list = (sentences) =>
  make("ul", {}, ...sentences.map((one) => make("li", {}, ...(typeof one === "string" ? [one] : one))));

/**
 * A sentence, in which short names in brackets are small: they are for who checks.
 * @param {string} sentence
 * @param {string[]} short
 * @returns {Node[]}
 */
export const spoken = (sentence, short) =>
  sentence.split(/(\(\w+\))/).filter(Boolean).map((part) =>
    short.includes(part.slice(1, -1)) && part.startsWith("(")
      ? make("small", {}, part) : document.createTextNode(part));

/**
 * A box that can be scrolled sideways: while there is something to, a hint above it says so, and one
 * with a name is a stop for the keyboard.
 * @param {string} [name] what has buttons in it needs none: they can be reached
 */
export function scroller(name) {
  const hint = make("p", { className: "hint", hidden: true }, "Scroll sideways for the rest →");
  const box = make("div", { className: "scroll" });
  const look = () => {
    const wide = box.scrollWidth > box.clientWidth;
    hint.hidden = !wide;
    for (const [key, value] of Object.entries({ tabindex: "0", role: "region", "aria-label": name })) {
      if (wide && name) box.setAttribute(key, `${value}`);
      else box.removeAttribute(key);
    }
  };
  new ResizeObserver(look).observe(box);
  return { shown: make("div", {}, hint, box), box };
}

/**
 * What can be folded away.
 * @param {Node | string} summary
 * @param {...Node} children
 */
export const fold = (summary, ...children) =>
  make("details", {}, make("summary", {}, summary), ...children);

/**
 * A group of radio buttons with a legend.
 * @param {string} name
 * @param {string} legend
 * @param {{ value: number | string, name: string, line?: string }[]} choices
 * @param {(value: string) => void} chosen
 */
export function radios(name, legend, choices, chosen) {
  const rows = choices.map((one) =>
    make("label", { className: "choice" },
      make("input", { type: "radio", name, value: one.value, onchange: () => chosen(`${one.value}`) }),
      make("span", {}, one.name, ...(one.line ? [make("span", { className: "line" }, one.line)] : []))));
  return make("fieldset", {}, make("legend", {}, legend), ...rows);
}

/**
 * Check the radio button of a group that has this value.
 * @param {Element} group
 * @param {number | string} value
 */
export function check(group, value) {
  for (const one of group.querySelectorAll("input")) one.checked = one.value === `${value}`;
}
