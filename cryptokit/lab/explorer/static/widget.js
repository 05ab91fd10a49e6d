/** The same in a notebook: an anywidget, whose state Python can read and set. */
import { mount } from "./view.js";

/** @param {{ model: any, el: HTMLElement }} given */
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
