// What the review page does beyond links and forms: keys, and readings that are
// filled in without loading the page anew.
const keysOff = "gouji.keys";

export function review(): void {
  const box = element<HTMLInputElement>("keys-on");
  if (box) box.checked = keysOn();
  document.addEventListener("change", remember);
  document.addEventListener("click", fillIn);
  document.addEventListener("keydown", press);
}

function element<E extends HTMLElement>(id: string): E | null {
  return document.getElementById(id) as E | null;
}

function keysOn(): boolean {
  try {
    return localStorage.getItem(keysOff) !== "off";
  } catch {
    return true; // the browser keeps nothing
  }
}

function remember(event: Event): void {
  const box = event.target as HTMLInputElement;
  if (box.id !== "keys-on") return;
  try {
    localStorage.setItem(keysOff, box.checked ? "on" : "off");
  } catch {
    // the choice holds for this page
  }
}

function fillIn(event: Event): void {
  const link = (event.target as Element).closest<HTMLElement>("[data-fill]");
  const field = element<HTMLInputElement>("figure");
  if (!link || !field) return;
  event.preventDefault();
  field.value = link.dataset.fill ?? "";
  field.focus();
}

function press(event: KeyboardEvent): void {
  const at = event.target as HTMLElement;
  if (!element("case") || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (at.isContentEditable || (at.matches("input, textarea, select") && !at.matches("[type=checkbox]"))) return;
  if (element<HTMLInputElement>("keys-on")?.checked === false && event.key !== "?") return;
  const act = actions[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const click = (id: string) => () => element(id)?.click();

const actions: Record<string, () => void> = {
  j: click("next"),
  ArrowRight: click("next"),
  k: click("previous"),
  ArrowLeft: click("previous"),
  c: click("confirm"),
  e: () => {
    const field = element<HTMLInputElement>("figure");
    field?.focus();
    field?.select();
  },
  "?": () => {
    const help = element<HTMLDetailsElement>("keys");
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary")?.focus();
  },
};
