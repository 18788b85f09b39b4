// What the document page does beyond links and forms: a figure and its box on
// the page picture mark each other. Both are links of the same data-cell, which
// is the id of the figure's element.
import htmx from "htmx.org";

const patience = 150; // ms that a pointer rests on a figure before its page is fetched

let resting: number | undefined;

function all(selector: string): Element[] {
  return [...document.querySelectorAll(selector)];
}

// The elements that stand for a figure: its table cell and its box.
function of(cell: string): Element[] {
  const td = document.getElementById(cell);
  return [...(td ? [td] : []), ...all(`#viewer a[data-cell="${CSS.escape(cell)}"] rect`)];
}

function mark(name: "marked" | "pinned", cell: string | undefined): void {
  for (const e of all(`.document .${name}`)) e.classList.remove(name);
  if (cell) for (const e of of(cell)) e.classList.add(name);
}

// reveal scrolls the pages beside the tables to a marked box.
function reveal(): void {
  const side = document.getElementById("side"), box = side?.querySelector("rect.marked")?.getBoundingClientRect();
  if (!side || !box) return;
  const top = side.getBoundingClientRect().top;
  if (box.top < top || box.bottom > top + side.clientHeight) side.scrollTop += box.top - top - side.clientHeight / 2;
}

function linkAt(target: EventTarget | null): Element | null {
  if (!(target instanceof Element)) return null;
  return target.closest(".document td.figure")?.querySelector("a[data-cell]") ?? target.closest(".document a[data-cell]");
}

function cellOf(link: Element | null): string | undefined {
  return link?.getAttribute("data-cell") ?? undefined;
}

// fetchPage shows a page beside the tables.
function fetchPage(page: string): void {
  void htmx.ajax("get", `${location.pathname}?page=${encodeURIComponent(page)}`, { target: "#viewer", select: "#viewer", swap: "outerHTML" });
}

function look(link: Element | null): void {
  window.clearTimeout(resting);
  const cell = cellOf(link);
  mark("marked", cell);
  if (!link || !cell) return;
  if (!link.closest("svg")) reveal();
  const page = link.getAttribute("data-page"), shown = document.querySelector("#viewer .picture")?.getAttribute("data-page");
  if (page && shown && page !== "0" && page !== shown) {
    resting = window.setTimeout(() => fetchPage(page), patience);
  }
}

// choose pins a figure and tells all about it.
function choose(link: Element): void {
  window.clearTimeout(resting);
  const cell = cellOf(link), url = new URL(link.getAttribute("href") ?? "", location.href);
  history.replaceState(history.state, "", url);
  for (const a of all(".document a[aria-current]")) a.removeAttribute("aria-current");
  if (!link.closest("td.figure")) show(cell);
  mark("pinned", cell);
  document.getElementById(cell ?? "")?.querySelector("a")?.setAttribute("aria-current", "true");
  void htmx.ajax("get", url.pathname + url.search, { target: "#side", select: "#side", swap: "outerHTML" });
}

function show(cell: string | undefined): void {
  document.getElementById(cell ?? "")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// plain reports whether a click asks for nothing but to follow the link here.
function plain(e: MouseEvent): boolean {
  return e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey;
}

export function documentPage(): void {
  document.addEventListener("mouseover", (e) => {
    const link = linkAt(e.target);
    if (link || linkAt(e.relatedTarget)) look(link);
    if (link?.closest("svg")) show(cellOf(link));
  });
  document.addEventListener("focusin", (e) => {
    const link = linkAt(e.target);
    if (link) look(link);
  });
  document.addEventListener("click", (e) => {
    const link = linkAt(e.target);
    if (!link || !plain(e)) return;
    e.preventDefault();
    choose(link);
  });
  // A page that has come is marked as the one before it.
  document.addEventListener("htmx:afterSwap", () => {
    for (const name of ["marked", "pinned"] as const) mark(name, document.querySelector(`.document td.${name}`)?.id);
    reveal();
  });
}
