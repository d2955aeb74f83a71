"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const text = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  // A cell is sorted by its exact value where it has one, else by its words; what is empty stays last.
  const keyOf = (row, at) => {
    const cell = row.cells[at];
    const value = cell.dataset.value;
    if (value === undefined) return text(cell) === "—" ? null : text(cell);
    return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));

  const makeSortable = (table) => {
    const body = table.tBodies[0];
    const first = [...body.rows];
    all("thead th", table).forEach((head, at) => {
      if (head.classList.contains("chart")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const was = head.getAttribute("aria-sort");
        const next = was === "ascending" ? "descending" : was === "descending" ? null : "ascending";
        all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        if (next) head.setAttribute("aria-sort", next);
        const sign = next === "descending" ? -1 : 1;
        const keyed = first.map((row) => [next ? keyOf(row, at) : 0, row]);
        if (next) {
          keyed.sort(([a], [b]) =>
            a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b));
        }
        body.append(...keyed.map(([, row]) => row));
      });
    });
  };

  const makeFilterable = (block, table) => {
    const tools = block.querySelector(".tools");
    const [find, output] = [tools.querySelector("input"), tools.querySelector("output")];
    const rows = [...table.tBodies[0].rows];
    const selects = all("select", tools);
    const words = (row, at) => text(row.cells[at]);
    selects.forEach((select) => {
      const at = Number(select.dataset.column);
      const known = [...new Set(rows.map((row) => words(row, at)))].sort(collator.compare);
      select.add(new Option(select.dataset.all, ""));
      known.forEach((one) => select.add(new Option(one, one)));
      if (known.length < 2) select.closest("label").hidden = true;
    });
    const apply = () => {
      const wanted = find.value.trim().toLowerCase();
      rows.forEach((row) => {
        const chosen = selects.every((s) => !s.value || words(row, Number(s.dataset.column)) === s.value);
        row.hidden = !chosen || (wanted !== "" && !text(row).toLowerCase().includes(wanted));
      });
      const shown = rows.filter((row) => !row.hidden).length;
      const said = { shown, all: rows.length };
      output.textContent = output.dataset.shown.replace(/\{(\w+)\}/g, (_, name) => said[name]);
      block.classList.toggle("filtered", shown < rows.length);
    };
    const clear = () => {
      find.value = "";
      selects.forEach((select) => { select.value = ""; });
      apply();
    };
    find.addEventListener("input", apply);
    selects.forEach((select) => select.addEventListener("change", apply));
    tools.querySelector("button").addEventListener("click", clear);
    block.addEventListener("reveal", clear);
    tools.hidden = false;
    apply();
  };

  all("[data-tools]").forEach((block) => {
    const table = block.querySelector("table");
    makeSortable(table);
    makeFilterable(block, table);
  });

  const folds = all("details.fold");
  folds.forEach((fold) => { fold.open = false; });
  all(".folding").forEach((line) => { line.hidden = false; });
  all("[data-fold]").forEach((button) => button.addEventListener("click", () => {
    all("details.fold", button.closest("section")).forEach((fold) => { fold.open = button.dataset.fold === "open"; });
  }));

  // A link goes to its row though the row is folded away or filtered out.
  const reveal = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target) return;
    const block = target.closest("[data-tools]");
    if (block && target.hidden) block.dispatchEvent(new Event("reveal"));
    const fold = target.closest("details.fold");
    if (fold) fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  // The same link once more does not change the address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  reveal();

  // Paper gets every indicator, and of the units' own figures what the reader has opened; then all is as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open && fold.closest("#gaps"));
    closed.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((fold) => { fold.open = false; }); });

  const links = new Map(all(".toc a").map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (!entry.isIntersecting) return;
    links.forEach((link) => link.removeAttribute("aria-current"));
    const link = links.get(entry.target.id);
    if (link) link.setAttribute("aria-current", "true");
  }), { rootMargin: "-20% 0px -75% 0px" });
  all("main > section").forEach((section) => seen.observe(section));
})();
