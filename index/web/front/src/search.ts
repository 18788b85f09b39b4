// What the search page does beyond links and forms: results as one types, and
// filters that take effect at once. The page of the new address is asked for, and
// its parts take the place of the old ones.
import htmx from "htmx.org";

const typing = 120; // ms without a key before the question is asked
const pause = 1500; // ms without a key after which a new entry of the history begins

type Field = HTMLInputElement | HTMLSelectElement;
type Change = { push: boolean; part?: string };

let waiting: number | undefined;
let lastKey = -Infinity;
let begun = false; // a new entry of the history is due
const opened = new Map<string, boolean>(); // groups of filters that a person has opened or closed

export function search(): void {
  if (!document.getElementById("searching")) return;
  document.documentElement.classList.add("scripted");
  document.addEventListener("input", (event) => {
    if (isField(event.target) && isTyped(event.target) && !(event as InputEvent).isComposing) typed(event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (isField(event.target) && isTyped(event.target)) typed(event.target);
  });
  document.addEventListener("change", (event) => {
    if (isField(event.target) && !isTyped(event.target)) ask({ push: true });
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    ask({ push: true });
  });
  document.addEventListener("click", rememberGroup);
  document.addEventListener("htmx:beforeSwap", showFaults);
  document.addEventListener("htmx:afterRequest", (event) => {
    const answered = (event as CustomEvent).detail.xhr.status > 0;
    if (answered) document.getElementById("offline")!.hidden = true;
  });
  document.addEventListener("htmx:sendError", () => (document.getElementById("offline")!.hidden = false));
  document.addEventListener("htmx:afterSettle", () => {
    restoreGroups();
    if (document.activeElement === document.body) document.getElementById("results")?.focus({ preventScroll: true });
  });
}

function form(): HTMLFormElement {
  return document.getElementById("search") as HTMLFormElement;
}

function isField(target: EventTarget | null): target is Field {
  return (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) && target.form === form();
}

// isTyped tells the boxes for text from what changes by a click. Numbers are asked
// for when they are complete.
function isTyped(field: Field): boolean {
  return field.type === "search";
}

// typed waits for the end of a word. The box of a facet changes its values only,
// not itself.
function typed(field: Field): void {
  clearTimeout(waiting);
  begun ||= performance.now() - lastKey > pause;
  lastKey = performance.now();
  waiting = window.setTimeout(() => ask({ push: begun, part: field.dataset["values"] }), typing);
}

// ask asks for the page of what the form now holds. A request that is under way is
// given up.
function ask({ push, part }: Change): void {
  clearTimeout(waiting);
  const address = addressOf(form());
  begun = false;
  if (address === location.pathname + location.search) return;
  const place = part ? { target: "#" + part, select: "#" + part, selectOOB: "#language" } : { target: "#results" };
  const history = push ? { push: address } : { replace: address };
  void htmx.ajax("get", address, { source: "#searching", swap: "outerHTML", ...place, ...history });
}

function addressOf(form: HTMLFormElement): string {
  const given = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() !== "") given.append(name, value);
  }
  const query = given.toString();
  return query ? "/?" + query : "/";
}

// showFaults has the page of a fault shown too: it says what to do. An answer that
// is no search page at all, such as the one to log in, is gone to.
function showFaults(event: Event): void {
  const { detail } = event as CustomEvent;
  if (!(detail.target as Element).closest("#searching")) return;
  if (!(detail.xhr as XMLHttpRequest).responseText.includes('id="results"')) {
    detail.shouldSwap = false;
    location.assign(detail.pathInfo.finalRequestPath);
    return;
  }
  detail.shouldSwap = true;
  detail.isError = false;
}

function rememberGroup(event: MouseEvent): void {
  const summary = (event.target as Element).closest("#facets summary");
  const group = summary?.parentElement;
  if (group instanceof HTMLDetailsElement) opened.set(group.id, !group.open);
}

function restoreGroups(): void {
  for (const [id, open] of opened) {
    const group = document.getElementById(id);
    if (group instanceof HTMLDetailsElement) group.open = open;
  }
}
