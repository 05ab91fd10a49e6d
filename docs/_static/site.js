// What scrolls sideways can be reached and scrolled with the keyboard.
document.querySelectorAll("pre, article table, .table-wrapper, .cell_output, .cell_output .output, .cell_output figure").forEach((part) => {
  if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
});
