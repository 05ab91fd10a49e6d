/** The same in a notebook: an anywidget, whose state Python can read and set. */
import { mount } from "./view.js";

/** @typedef {import("./answer.js").Data} Data */
/** @typedef {import("./answer.js").State} State */
/**
 * @typedef {object} Model what anywidget gives of the Python side
 * @property {<Name extends "data" | "state">(name: Name) => { data: Data, state: State }[Name]} get
 * @property {(name: "state", state: State) => void} set
 * @property {() => void} save_changes
 * @property {(event: "change:state", heard: () => void) => void} on
 * @property {(event: "change:state", heard: () => void) => void} off
 */

/** @param {{ model: Model, el: HTMLElement }} given */
function render({ model, el }) {
  const show = mount(el, model.get("data"), model.get("state"), (state) => {
    model.set("state", state);
    model.save_changes();
  });
  const moved = () => show(model.get("state"));
  model.on("change:state", moved);
  return () => model.off("change:state", moved);
}

export default { render };
