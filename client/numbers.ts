/** Numbers as the language server writes them too: `15 625`, with a narrow space that breaks no line. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
