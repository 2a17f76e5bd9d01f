/** Texts of the page in the language of the editor: the English text is the key, `{0}` stands for the first value. */

let translations: Readonly<Record<string, unknown>> = {};

/** Reads what the page was handed as data; anything else leaves the page in English. */
export function loadTranslations(data: string | null | undefined): void {
  try {
    const read: unknown = JSON.parse(data ?? '{}');
    if (typeof read === 'object' && read !== null) translations = read as Readonly<Record<string, unknown>>;
  } catch {
    translations = {};
  }
}

export const l10n = {
  t(text: string, ...values: readonly (string | number)[]): string {
    const found = Object.hasOwn(translations, text) ? translations[text] : undefined;
    const template = typeof found === 'string' ? found : text;
    return template.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
  },
};
