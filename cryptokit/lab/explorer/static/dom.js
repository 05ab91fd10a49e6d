/** The few things that the explorer does with a document. No text is ever read as HTML. */

/**
 * Make an element; properties with a dash are attributes.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
    else Object.assign(made, { [name]: value });
  }
  made.append(...children);
  return made;
}

/**
 * A list of sentences.
 * @param {string[]} sentences
 */
export const list = (sentences) => make("ul", {}, ...sentences.map((one) => make("li", {}, one)));

/**
 * A group of radio buttons with a legend.
 * @param {string} name
 * @param {string} legend
 * @param {{ value: number | string, name: string }[]} choices
 * @param {(value: string) => void} chosen
 */
export function radios(name, legend, choices, chosen) {
  const rows = choices.map((one) =>
    make("label", { className: "choice" },
      make("input", { type: "radio", name, value: one.value, onchange: () => chosen(`${one.value}`) }),
      make("span", {}, one.name)));
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
