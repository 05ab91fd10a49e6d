// What scrolls sideways can be reached and scrolled with the keyboard, fades where it goes on, and
// is told above tables and figures.
const hint = (part) => {
  const heads = [...part.querySelectorAll("thead th")].map((one) => one.textContent.trim()).filter(Boolean);
  const told = document.createElement("p");
  told.className = "scroll-hint";
  told.textContent = heads.length ? `Scroll sideways for all columns: ${heads.join(" · ")} →` : "Scroll sideways for the rest →";
  part.before(told);
  return told;
};
const watch = (part) => {
  let told = null;
  const look = () => {
    const more = part.scrollWidth - part.clientWidth;
    if (more > 1) part.tabIndex = 0;
    part.classList.toggle("goes-on", more > 1 && part.scrollLeft < more - 1);
    if (more > 24 && !told && part.tagName !== "PRE") told = hint(part);
    if (told) told.hidden = more <= 1;
  };
  part.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(part);
  look();
};
// Letters of 12 pixels in a figure are legible down to 7; no figure grows above its own size.
const LEGIBLE = 0.56;
document.querySelectorAll(".cell_output img").forEach((figure) => {
  const fit = () => {
    figure.style.setProperty("--drawn", `${figure.naturalWidth}px`);
    figure.style.setProperty("--least", `${figure.naturalWidth * LEGIBLE}px`);
  };
  if (figure.complete && figure.naturalWidth) fit();
  else figure.addEventListener("load", fit);
});
document.querySelectorAll("pre, .table-wrapper, article table, .cell_output .output, .cell_output figure").forEach(watch);
// Notebooks in a browser need a web server: from a file, links to them lead to the page that says how,
// and on that page they say it.
if (location.protocol === "file:") {
  const root = document.documentElement.dataset.content_root || "./";
  document.querySelectorAll('article a[href*="lite/lab/"]').forEach((link) => {
    if (location.pathname.endsWith("/how-to/in-the-browser.html")) {
      link.replaceWith(`${link.textContent} (not from a file: it needs a web server, see the end of this page)`);
    } else link.href = `${root}how-to/in-the-browser.html`;
  });
}
