// What the status page does beyond links and forms.
export function status(): void {}
