// What scrolls sideways can be reached and scrolled with the keyboard.
document.querySelectorAll("pre, article table, .cell_output .output").forEach((part) => {
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
});
