// The figures to choose from are some three hundred: a box above the list leaves
// those that hold what is typed.
const listen = (): void =>
  document.addEventListener("input", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.id !== "compare-filter") return;
    const words = box.value.trim().split(/\s+/);
    for (const group of document.querySelectorAll<HTMLOptGroupElement>("#compare-key optgroup")) {
      let any = false;
      for (const option of group.querySelectorAll("option")) {
        option.hidden = !words.every((word) => `${group.label} ${option.text}`.includes(word));
        any ||= !option.hidden;
      }
      group.hidden = !any;
    }
  });

export function compare(): void {
  listen();
  const box = document.querySelector<HTMLInputElement>("#compare-filter");
  if (box) box.hidden = false;
}
