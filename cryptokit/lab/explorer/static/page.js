/** The page: reads its own data, and keeps the state in the address. */
import { answer } from "./answer.js";
import { begin, fromFragment, toFragment } from "./fragment.js";
import { mount } from "./view.js";

const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
const root = /** @type {HTMLElement} */ (document.getElementById("explorer"));
const start = fromFragment(data, "#rung=L2", begin(data.subjects[0].id)).state;

/** Read the address; one that is not understood is said to be so, and cleaned. */
const read = () => {
  const { state, wrong } = fromFragment(data, location.hash, start);
  if (wrong.length) history.replaceState(null, "", location.pathname + location.search);
  return { state, notice: wrong.length
    ? `That address was not understood: ${wrong.join("; ")}. This is the start.` : "" };
};
const first = read();
const show = mount(root, data, first.state, (state) =>
  history.replaceState(null, "", toFragment(data, state)), first.notice);
addEventListener("hashchange", () => {
  const next = read();
  show(next.state, next.notice);
});

// For tests and for the curious: ask the page's own function in the console.
Object.assign(globalThis, { explorer: { answer, data, fromFragment, start, toFragment } });
