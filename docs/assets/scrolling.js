// What is wider than the page scrolls by itself: then the keyboard must reach it (WCAG 2.1.1).
"use strict";
(() => {
  const WIDE = "article :is(table, mjx-container[display], .output, .pst-scrollable-table-container)";
  const mark = () => {
    for (const element of document.querySelectorAll(WIDE))
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
  };
  addEventListener("load", () => Promise.resolve(window.MathJax?.startup?.promise).then(mark));
  addEventListener("resize", mark);
})();
