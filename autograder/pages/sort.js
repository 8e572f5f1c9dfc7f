// Headings of a table of class "sortable" become buttons that sort its rows.
for (const table of document.querySelectorAll("table.sortable")) {
  const rows = () => [...table.tBodies[0].rows];
  [...table.tHead.rows[0].cells].forEach((head, place) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const value = row => (row.cells[place].dataset.value ?? row.cells[place].textContent).trim();
      const order = (a, b) => {
        const [x, y] = [value(a), value(b)];
        if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1); // nothing comes last, whichever way
        return (up ? 1 : -1) * x.localeCompare(y, undefined, { numeric: true });
      };
      table.tBodies[0].append(...rows().sort(order));
    });
  });
}
