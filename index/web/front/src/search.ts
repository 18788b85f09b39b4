// What the search page does beyond links and forms.
export function search(): void {}
