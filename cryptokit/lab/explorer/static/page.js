/** The page: reads its own data, and keeps the state in the address. */
import { answer } from "./answer.js";
import { begin, fromFragment, toFragment } from "./fragment.js";
import { mount } from "./view.js";

const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
const root = /** @type {HTMLElement} */ (document.getElementById("explorer"));
const start = fromFragment(data, "#on=A3&rung=L2", begin(data, data.subjects[0].id));
const show = mount(root, data, fromFragment(data, location.hash, start), (state) =>
  history.replaceState(null, "", toFragment(data, state)));
addEventListener("hashchange", () => show(fromFragment(data, location.hash, start)));

// For tests and for the curious: ask the page's own function in the console.
Object.assign(globalThis, { explorer: { answer, data, fromFragment, toFragment } });
