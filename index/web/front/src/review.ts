// What the review page does beyond links and forms.
export function review(): void {}
