// What the compare page does beyond links and forms.
export function compare(): void {}
