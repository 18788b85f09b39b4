// What the document page does beyond links and forms.
export function documentPage(): void {}
